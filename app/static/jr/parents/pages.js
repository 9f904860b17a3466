// Every page: says that scripts run, leads to errors, files once, folds, prints, large text at once.
(function () {
  'use strict';

  var root = document.documentElement;
  root.classList.add('js');

  var summary = document.querySelector('.err-sum');
  if (summary) summary.focus();

  // A page from the browser's memory would show an old state and an old revision.
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) location.reload();
  });

  // One press is enough; the button says what is going on.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== 'post') return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = '1';
    document.querySelectorAll('button[form="' + form.id + '"][data-busy]').forEach(function (button) {
      button.setAttribute('aria-busy', 'true');
      button.textContent = button.dataset.busy;
    });
  });

  // On a narrow screen the form comes first.
  document.querySelectorAll('[data-open-wide]').forEach(function (part) {
    part.open = window.matchMedia('(min-width: 900px)').matches;
  });

  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.hidden = false;
    button.addEventListener('click', function () { window.print(); });
  });

  // Without leaving the page, so that nothing typed is lost.
  document.querySelectorAll('form[data-text-size]').forEach(function (form) {
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      var large = root.classList.toggle('p-large');
      form.querySelector('button').setAttribute('aria-pressed', String(large));
      fetch(form.action, { method: 'POST', body: new FormData(form), redirect: 'manual' });
    });
  });
})();
