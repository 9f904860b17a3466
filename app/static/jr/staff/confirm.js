// Asks before a dangerous act: <button data-confirm="sentence" data-ok="verb">.
// One dialog and one pending button: after Cancel nothing stays bound to anything.
(function () {
  'use strict';

  var dialog = document.getElementById('jr-confirm');
  if (!dialog || !dialog.showModal) return;
  var accept = dialog.querySelector('[data-ok]');
  var asking = null;
  var confirmed = null;

  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-confirm]');
    if (!button || button === confirmed || !button.dataset.confirm) return;
    event.preventDefault();
    var dangerous = button.matches('.del, .btn-danger');
    dialog.querySelector('[data-msg]').textContent = button.dataset.confirm;
    accept.textContent = button.dataset.ok || button.textContent.trim();
    accept.className = 'btn ' + (dangerous ? 'btn-danger' : 'btn-primary');
    asking = button;
    dialog.showModal();
  });

  accept.addEventListener('click', function () {
    dialog.close();
    confirmed = asking;
    confirmed.click();
    confirmed = null;
  });

  dialog.querySelector('[data-no]').addEventListener('click', function () {
    dialog.close();
  });
})();
