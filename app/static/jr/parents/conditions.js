// Shows a part of the page only while another answer asks for it:
// data-show-if='{"field": "students-1-disabled", "in": ["yes"]}'. Without this script all is shown.
(function () {
  'use strict';

  function answers(name) {
    var found = [];
    document.getElementsByName(name).forEach(function (input) {
      var ticked = input.type === 'radio' || input.type === 'checkbox';
      if (!ticked || input.checked) found.push(input.value);
      else if (input.type === 'checkbox') found.push('no');
    });
    return found;
  }

  function refresh() {
    document.querySelectorAll('[data-show-if]').forEach(function (part) {
      var rule = JSON.parse(part.dataset.showIf);
      part.hidden = !answers(rule.field).some(function (answer) {
        return rule.in.indexOf(answer) >= 0;
      });
    });
  }

  document.addEventListener('change', refresh);
  document.addEventListener('jr:renewed', refresh);
  refresh();
})();
