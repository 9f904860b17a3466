// Decorates the filter builder: a changed comparison asks the server at once for its fields,
// and a chosen field is added without a second press. All of it works by its buttons as well.
(function () {
  'use strict';

  document.querySelectorAll('form[data-builder]').forEach(function (form) {
    function press(value) {
      var button = document.createElement('button');
      button.name = 'do';
      button.value = value;
      button.hidden = true;
      form.appendChild(button);
      form.requestSubmit(button);
    }

    form.addEventListener('change', function (event) {
      var field = event.target;
      if (field.name.indexOf('new') === 0 && field.value) press('add:' + field.name.slice(3));
      else if (field.classList.contains('op')) press('keep');
    });
  });
})();
