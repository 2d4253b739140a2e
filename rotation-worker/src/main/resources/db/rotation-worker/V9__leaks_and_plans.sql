-- In an emergency: when the leaked secret has to be gone, even where a connection still holds it.
alter table rotation add column retire_by timestamptz;
-- Nothing is made or written for a plan; its output says what would be.
alter table rotation add column plan boolean not null default false;
alter table rotation_output add column planned jsonb;
