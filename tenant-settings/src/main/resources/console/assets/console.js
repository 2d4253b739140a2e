'use strict';
// Times in the reader's zone, live rotations, the theme; everything else is the server's.
(() => {
  const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  function times(root) {
    root.querySelectorAll('time[datetime]:not([data-local])').forEach((it) => {
      const at = new Date(it.dateTime);
      if (!Number.isNaN(at.getTime())) {
        it.textContent = (it.dataset.clock === undefined ? whole : clock).format(at);
        it.title = `${it.dateTime} (shown in ${zone})`;
        it.dataset.local = '';
      }
    });
  }

  let source = null;
  function live() {
    const part = document.querySelector('[data-live]');
    if (source && (!part || source.of !== part.dataset.live || part.dataset.ended === 'true')) {
      source.close();
      source = null;
    }
    if (!part || source || part.dataset.ended === 'true') {
      return;
    }
    // What the page shows already is not told again: that would exchange the part for the same.
    source = new EventSource(`${part.dataset.live}?after=${part.dataset.after}`);
    source.of = part.dataset.live;
    let due = null;
    const again = () => {
      due = null;
      const now = document.querySelector('[data-live]');
      if (now) {
        htmx.ajax('GET', now.dataset.part, { target: now, swap: 'outerHTML' });
      }
    };
    source.onmessage = () => {
      due = due || setTimeout(again, 120);
    };
    // Closed for good: the session has ended, or the server is away. The part itself tells which.
    source.onerror = () => {
      if (source && source.readyState === EventSource.CLOSED) {
        source = null;
        due = due || setTimeout(again, 3000);
      }
    };
  }

  function theme() {
    document.querySelectorAll('[data-theme-choice]').forEach((button) => {
      button.setAttribute(
        'aria-pressed',
        String((document.documentElement.dataset.theme || '') === button.dataset.themeChoice));
    });
  }

  function chosen() {
    document.querySelectorAll('[data-shows]').forEach((it) => {
      const name = it.dataset.shows;
      const by = document.querySelector(`[name="${name}"]:checked, select[name="${name}"]`);
      const value = by ? by.value : '';
      it.hidden = it.dataset.is === undefined
        ? value === '' || value === it.dataset.isnt
        : value !== it.dataset.is;
    });
    document.querySelectorAll('[data-hides]').forEach((it) => {
      const radio = document.querySelector(`[name="${it.dataset.hides}"]:checked`);
      it.hidden = Boolean(radio) && radio.value === it.dataset.is;
    });
  }

  function zones(root) {
    root.querySelectorAll('[data-zone="true"]').forEach((it) => {
      it.value = it.value || zone;
    });
  }

  function fresh(root) {
    times(root);
    zones(root);
    live();
    theme();
    chosen();
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-theme-choice]');
    if (button) {
      const wanted = button.dataset.themeChoice;
      document.documentElement.dataset.theme = wanted;
      document.cookie = `theme=${wanted};path=/;max-age=31536000;samesite=lax`;
      theme();
    }
    const opener = event.target.closest('[data-opens]');
    if (opener) {
      document.getElementById(opener.dataset.opens).showModal();
    }
    const closer = event.target.closest('[data-closes]');
    if (closer) {
      closer.closest('dialog').close();
    }
    const copier = event.target.closest('[data-copies]');
    if (copier) {
      navigator.clipboard.writeText(copier.dataset.copies).then(() => {
        const said = copier.textContent;
        copier.textContent = 'Copied';
        document.getElementById('said').textContent = 'Copied';
        setTimeout(() => {
          copier.textContent = said;
        }, 2000);
      });
    }
  });
  // A live part may have been exchanged under an open dialog, and its button with it.
  document.addEventListener(
    'close',
    (event) => {
      if (document.activeElement === document.body) {
        document.querySelector(`[data-opens="${event.target.id}"]`)?.focus();
      }
    },
    true);
  document.addEventListener('change', chosen);
  document.addEventListener('DOMContentLoaded', () => fresh(document));
  document.addEventListener('htmx:load', (event) => fresh(event.detail.elt.parentNode || document));
  // A page that came as a part: the reader, and the screen reader, begin at its heading.
  document.addEventListener('htmx:afterSettle', (event) => {
    if (event.detail.boosted && event.detail.target === document.body) {
      document.querySelector('main')?.focus({ preventScroll: true });
    }
  });
})();
