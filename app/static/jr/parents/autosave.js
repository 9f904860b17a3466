// Saves the draft while a family types: two seconds after the last key, soon after an answer, and when
// it leaves the page.
// Nothing is kept in the browser. A changed draft of another window stops it and is told.
(function () {
  'use strict';

  var draft = window.jifenDraft;
  if (!draft) return;
  var TYPING = 2000;
  // Leaving a field is often the way to a button, whose press saves anyway.
  var LEAVING = 500;
  var RETRIES = [2000, 5000, 15000, 30000];
  var CONFLICT = 409;
  var changed = false;
  var stopped = false;
  var failed = 0;
  var timer = null;

  function say(word) {
    var saved = document.getElementById('saved');
    saved.classList.toggle('late', word !== 'saving');
    saved.querySelector('[data-words]').textContent = saved.dataset[word];
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  function showConflict(page) {
    var told = page.querySelector('.err-sum');
    stopped = true;
    say('lost');
    if (!told) return;
    var here = document.importNode(told, true);
    document.querySelector('h1').before(here);
    here.focus();
  }

  function took(answer) {
    failed = 0;
    if (answer.status === CONFLICT) showConflict(answer.page);
    else draft.renew(answer.page);
  }

  function missed(error) {
    changed = true;
    if (error.message === 'lost') {
      stopped = true;
      say('lost');
      return;
    }
    say('failed');
    later(RETRIES[Math.min(failed, RETRIES.length - 1)]);
    failed += 1;
  }

  function save() {
    clearTimeout(timer);
    if (!changed || stopped) return;
    changed = false;
    say('saving');
    draft.send().then(took).catch(missed);
  }

  function note(event) {
    if (event.target.type === 'file') return;
    changed = true;
    later(event.type === 'change' ? LEAVING : TYPING);
  }

  draft.form.addEventListener('input', note);
  draft.form.addEventListener('change', note);
  draft.form.addEventListener('submit', function () {
    stopped = true;
    clearTimeout(timer);
  });
  document.addEventListener('visibilitychange', function () {
    if (document.visibilityState === 'hidden') save();
  });
})();
