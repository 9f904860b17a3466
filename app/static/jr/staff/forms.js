// Native inputs for days and moments, a word before typed text is lost, errors read out first.
(function () {
  'use strict';

  document.querySelectorAll('.fab-form .appbuilder_date input').forEach(function (input) {
    input.type = 'date';
  });

  document.querySelectorAll('.fab-form .appbuilder_datetime input').forEach(function (input) {
    var typed = input.getAttribute('value');
    input.type = 'datetime-local';
    input.step = 1;
    if (typed) input.value = typed.replace(' ', 'T');
    input.dataset.moment = '1';
  });

  // The server reads moments as "2026-04-27 09:30:00".
  function plainMoments(form) {
    form.querySelectorAll('[data-moment]').forEach(function (input) {
      var value = input.value;
      input.type = 'text';
      input.value = value.replace('T', ' ') + (value.length === 16 ? ':00' : '');
    });
  }

  document.querySelectorAll('form[data-dirty]').forEach(function (form) {
    var changed = false;
    form.addEventListener('input', function () { changed = true; });
    form.addEventListener('submit', function () {
      changed = false;
      plainMoments(form);
    });
    window.addEventListener('beforeunload', function (event) {
      if (!changed) return;
      event.preventDefault();
      event.returnValue = '';
    });
  });

  var summary = document.querySelector('.summary-err');
  if (summary) summary.focus();
})();
