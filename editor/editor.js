// Says when the file was saved elsewhere, asks before typed text is left behind,
// and saves by the keys people know. Everything works without it.
(() => {
  const stamp = document.querySelector('input[name=stamp]');
  const file = document.querySelector('input[name=file]');
  const notice = document.getElementById('ed-elsewhere');
  const form = document.getElementById('ed-main');
  let typed = false;
  if (form) {
    form.addEventListener('input', () => { typed = true; });
    form.addEventListener('submit', () => { typed = false; });
    addEventListener('beforeunload', (e) => { if (typed) e.preventDefault(); });
    addEventListener('keydown', (e) => {
      if ((e.ctrlKey || e.metaKey) && e.key === 's') {
        e.preventDefault();
        form.requestSubmit(form.querySelector('button:not([name])'));
      }
    });
  }
  if (stamp && file && notice) {
    const look = async () => {
      if (document.hidden) return;
      try {
        const answer = await fetch('stamp?' + new URLSearchParams({ file: file.value }));
        if (answer.ok) notice.hidden = (await answer.text()) === stamp.value;
      } catch { /* the desk was stopped; saving will say so */ }
    };
    setInterval(look, 3000);
  }
})();
