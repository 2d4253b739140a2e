create index history_of_actor on history (tenant_id, actor, id desc);
