// Shows a part of the page only while other answers ask for it, and marks what they require:
// data-show-if and data-required-if hold a rule as app/schema/conditions.py writes it, such as
// {"field": "students-1-disabled", "in": ["yes"]}. The server evaluates the same rules in the same
// way. window.jifenConditions.hidden(parts, answers) is the evaluator; without this script all is shown.
(function () {
  'use strict';

  var NUMBER = /^-?[0-9]{1,11}(?:\.[0-9]{1,4})?$/;
  var DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2})?$/;
  var BLANK = /^[ \t\r\n]*$/;
  var ORDERS = {
    lt: function (a, b) { return a < b; },
    le: function (a, b) { return a <= b; },
    eq: function (a, b) { return a === b; },
    ge: function (a, b) { return a >= b; },
    gt: function (a, b) { return a > b; },
  };

  function words(answer) {
    if (answer === null || answer === undefined) return [];
    if (answer === true || answer === false) return [answer ? 'yes' : 'no'];
    if (Array.isArray(answer)) {
      return answer.reduce(function (found, item) { return found.concat(words(item)); }, []);
    }
    return [String(answer)];
  }

  function stands(word, order, than) {
    if (NUMBER.test(word) && NUMBER.test(than)) return ORDERS[order](Number(word), Number(than));
    return DAY.test(word) && DAY.test(than) && ORDERS[order](word, than);
  }

  function holds(rule, answers) {
    function met(one) { return holds(one, answers); }
    if (rule.not) return !met(rule.not);
    if (rule.all) return rule.all.every(met);
    if (rule.any) return rule.any.some(met);
    var said = Object.prototype.hasOwnProperty.call(answers, rule.field) ? words(answers[rule.field]) : [];
    if (rule.empty) return said.every(function (word) { return BLANK.test(word); });
    if (rule.order) return said.some(function (word) { return stands(word, rule.order, rule.than); });
    return said.some(function (word) { return rule.in.indexOf(word) >= 0; });
  }

  // parts: [{rule, names}]; returns for each whether it is hidden. A hidden answer counts as none;
  // whatever is hidden stays hidden while the others are looked at again, so that this ends.
  function hidden(parts, answers) {
    var gone = parts.map(function () { return false; });
    function left() {
      var found = Object.assign({}, answers);
      parts.forEach(function (part, place) {
        if (gone[place]) part.names.forEach(function (name) { delete found[name]; });
      });
      return found;
    }
    for (;;) {
      var shown = left();
      var next = parts.map(function (part, place) { return gone[place] || !holds(part.rule, shown); });
      if (String(next) === String(gone)) return gone;
      gone = next;
    }
  }

  // A box of its own is answered by yes or no, one of several by its value.
  function answersOf(root) {
    var found = {};
    root.querySelectorAll('input[name], select[name], textarea[name]').forEach(function (input) {
      if (input.type === 'file' || input.type === 'submit') return;
      var said = found[input.name] = found[input.name] || [];
      var own = input.type === 'checkbox' && (input.value === 'y' || input.value === 'yes');
      if (own) said.push(input.checked ? 'yes' : 'no');
      else if ((input.type !== 'radio' && input.type !== 'checkbox') || input.checked) said.push(input.value);
    });
    return found;
  }

  function namesIn(part) {
    return Array.from(part.querySelectorAll('[name]')).map(function (input) { return input.name; });
  }

  function refresh() {
    var answers = answersOf(document);
    var places = Array.from(document.querySelectorAll('[data-show-if]'));
    var parts = places.map(function (part) {
      return { rule: JSON.parse(part.dataset.showIf), names: namesIn(part) };
    });
    hidden(parts, answers).forEach(function (gone, place) {
      places[place].hidden = gone;
      if (gone) parts[place].names.forEach(function (name) { delete answers[name]; });
    });
    document.querySelectorAll('[data-required-if]').forEach(function (part) {
      var asked = holds(JSON.parse(part.dataset.requiredIf), answers);
      var star = part.querySelector('.req');
      var input = part.querySelector('input, select, textarea');
      if (star) star.hidden = !asked;
      if (input) input.setAttribute('aria-required', String(asked));
    });
  }

  window.jifenConditions = { hidden: hidden, holds: holds };
  document.addEventListener('change', refresh);
  document.addEventListener('input', refresh);
  document.addEventListener('jr:renewed', refresh);
  refresh();
})();
