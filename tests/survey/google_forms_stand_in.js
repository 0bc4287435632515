/*
 * A strict stand-in for Google's FormApp: only methods that its reference documents, with the types
 * of argument that it documents; anything else throws, as it does there. What the script builds is
 * in MODEL. It shows no form and keeps no responses.
 */

const {FormApp, Logger, MODEL} = (() => {
const MODEL = {items: []};
const SUBMIT = Object.freeze({navigation: "SUBMIT"});

const string = (value) => typeof value === "string";
const title = (value) => string(value) && value.trim() !== "";
const boolean = (value) => typeof value === "boolean";
const number = (value) => Number.isFinite(value);
const integer = (value) => Number.isInteger(value);
const strings = (value) => Array.isArray(value) && value.length > 0 && value.every(title) &&
  new Set(value).size === value.length;
const made = (kind) => (value) => Boolean(value) && value.kind === kind;
const page = (value) => value === SUBMIT || made("PageBreakItem")(value);
const choices = (value) => Array.isArray(value) && value.length > 0 && value.every(made("Choice"));
const optional = (check) => Object.assign((value) => check(value), {optional: true});

const shown = (value) => (value && value.kind) || JSON.stringify(value);

/* An object with these methods alone: each has the checks of its arguments, and what it does. */
function strict(kind, methods) {
  const target = {kind};
  return new Proxy(target, {
    get(_, name) {
      if (name === "kind") {
        return kind;
      }
      if (!Object.hasOwn(methods, name)) {
        throw new TypeError(`${kind} has no method ${String(name)}`);
      }
      const [checks, action] = methods[name];
      const least = checks.filter((check) => !check.optional).length;
      return (...values) => {
        const fit = values.length >= least && values.length <= checks.length &&
          values.every((value, index) => checks[index](value));
        if (!fit) {
          throw new TypeError(`${kind}.${name} does not take (${values.map(shown)})`);
        }
        return action(...values);
      };
    },
    set(_, name) {
      throw new TypeError(`${kind} has no property ${String(name)} to set`);
    },
  });
}

const ITEMS = {
  SectionHeaderItem: {},
  PageBreakItem: {setGoToPage: [page]},
  MultipleChoiceItem: {
    setRequired: [boolean], setChoiceValues: [strings], showOtherOption: [boolean],
  },
  CheckboxItem: {
    setRequired: [boolean], setChoiceValues: [strings], showOtherOption: [boolean],
    setValidation: [made("CheckboxValidation")],
  },
  GridItem: {
    setRequired: [boolean], setRows: [strings], setColumns: [strings],
    setValidation: [made("GridValidation")],
  },
  TextItem: {setRequired: [boolean], setValidation: [made("TextValidation")]},
  DateItem: {setRequired: [boolean], setIncludesYear: [boolean]},
  ParagraphTextItem: {setRequired: [boolean]},
};
const AS_IT_IS = new Map();

function target(value) {
  return value === SUBMIT ? "SUBMIT" : AS_IT_IS.get(value).id;
}

function plain(value) {
  return page(value) ? target(value) : AS_IT_IS.get(value) || value;
}

function add(kind) {
  const own = {kind, id: 1000 + MODEL.items.length};
  MODEL.items.push(own);
  const methods = {getId: [[], () => own.id]};
  const setters = {setTitle: [string], setHelpText: [string], ...ITEMS[kind]};
  for (const [name, checks] of Object.entries(setters)) {
    methods[name] = [checks, (value) => {
      own[name] = plain(value);
      return item;
    }];
  }
  if (kind === "MultipleChoiceItem") {
    methods.createChoice = [[title, optional(page)], choice];
    methods.setChoices = [[choices], (values) => {
      const found = values.map(plain);
      const going = found.filter((one) => one.to !== undefined).length;
      if (going !== 0 && (going !== found.length || own.showOtherOption)) {
        throw new TypeError("choices that go to a page stand beside some that do not");
      }
      own.setChoices = found;
      return item;
    }];
  }
  const item = strict(kind, methods);
  AS_IT_IS.set(item, own);
  own.again = () => strict("Item", {
    getId: methods.getId,
    [`as${kind}`]: [[], () => item],
  });
  return item;
}

function choice(text, to) {
  const made = strict("Choice", {getValue: [[], () => text]});
  AS_IT_IS.set(made, to === undefined ? {text} : {text, to: target(to)});
  return made;
}

function rules(kind, known) {
  const found = {};
  const methods = {build: [[], () => {
    const built = strict(kind, {});
    AS_IT_IS.set(built, found);
    return built;
  }]};
  for (const [name, checks] of Object.entries(known)) {
    methods[name] = [checks, (...values) => {
      found[name] = values;
      return builder;
    }];
  }
  const builder = strict(`${kind}Builder`, methods);
  return builder;
}

const form = strict("Form", {
  ...Object.fromEntries(Object.entries({
    setTitle: [string], setDescription: [string], setConfirmationMessage: [string],
    setCollectEmail: [boolean], setProgressBar: [boolean],
  }).map(([name, checks]) => [name, [checks, (value) => {
    MODEL[name] = value;
    return form;
  }]])),
  ...Object.fromEntries(Object.keys(ITEMS).map((kind) => [`add${kind}`, [[], () => add(kind)]])),
  getItemById: [[integer], (id) => MODEL.items.find((own) => own.id === id).again()],
  getEditUrl: [[], () => "https://forms.example/edit"],
  getPublishedUrl: [[], () => "https://forms.example/answer"],
});
const FormApp = new Proxy({
  create: (name, published) => {
    if (!title(name) || !boolean(published)) {
      throw new TypeError("FormApp.create takes a title, and whether the form is published");
    }
    MODEL.published = published;
    return form;
  },
  PageNavigationType: Object.freeze({SUBMIT}),
  createCheckboxValidation: () => rules("CheckboxValidation", {requireSelectAtMost: [integer]}),
  createGridValidation: () => rules("GridValidation", {requireLimitOneResponsePerColumn: []}),
  createTextValidation: () => rules("TextValidation", {
    requireNumber: [],
    requireNumberBetween: [number, number],
    requireNumberGreaterThanOrEqualTo: [number],
    requireNumberLessThanOrEqualTo: [number],
  }),
}, {get(known, name) {
  if (!Object.hasOwn(known, name)) {
    throw new TypeError(`FormApp has no ${String(name)}`);
  }
  return known[name];
}});
const Logger = {log: (text) => {
  if (!string(text)) {
    throw new TypeError("Logger.log takes a text");
  }
}};
return {FormApp, Logger, MODEL};
})();
