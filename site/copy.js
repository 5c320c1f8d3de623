// Puts a button under each citation that copies it, italics included. Without
// script one click selects it.
(() => {
  'use strict';
  for (const list of document.querySelectorAll('.cite[data-copy]')) {
    for (const entry of list.querySelectorAll('.copy')) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'quiet';
      button.textContent = list.dataset.copy;
      button.setAttribute('aria-live', 'polite');
      button.addEventListener('click', () => {
        getSelection().selectAllChildren(entry);
        button.textContent = document.execCommand('copy') ? list.dataset.copied : list.dataset.copy;
      });
      const line = document.createElement('dd');
      line.append(button);
      entry.after(line);
    }
  }
})();
