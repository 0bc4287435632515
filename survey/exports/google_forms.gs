/*
 * Builds the Google Form that FORM describes. In script.google.com: a new project, this text in
 * place of what is there, then run build. The log has the addresses of the form. Nobody can answer it
 * before it is published, in its editor: look at it first.
 */

function build() {
  const form = FormApp.create(FORM.title, false)
    .setTitle(FORM.title)
    .setDescription(FORM.description)
    .setConfirmationMessage(FORM.confirmation)
    .setCollectEmail(false)
    .setProgressBar(true);
  const breaks = FORM.pages.map((page, index) => {
    // A form begins with a page that no break stands before.
    const pageBreak = index === 0 ? null : form.addPageBreakItem().setTitle(page.title);
    if (index === 0) {
      form.addSectionHeaderItem().setTitle(page.title);
    }
    page.items.forEach((item) => add(form, item));
    return pageBreak;
  });
  FORM.pages.forEach((page, index) => navigate(form, page, index, breaks));
  Logger.log("To look at, and to publish: " + form.getEditUrl());
  Logger.log("To answer, once it is published: " + form.getPublishedUrl());
}

function add(form, item) {
  const added = ADD[item.kind](form, item).setTitle(item.title).setHelpText(item.help);
  added.setRequired(item.required);
  item.id = added.getId();
}

const ADD = {
  choice: (form, item) =>
    form.addMultipleChoiceItem().setChoiceValues(item.options).showOtherOption(item.other),
  checkbox: (form, item) => {
    const added = form.addCheckboxItem().setChoiceValues(item.options).showOtherOption(item.other);
    if (item.most !== null) {
      added.setValidation(
        FormApp.createCheckboxValidation().requireSelectAtMost(item.most).build());
    }
    return added;
  },
  grid: (form, item) => {
    const added = form.addGridItem().setRows(item.rows).setColumns(item.options);
    if (item.distinct) {
      added.setValidation(
        FormApp.createGridValidation().requireLimitOneResponsePerColumn().build());
    }
    return added;
  },
  number: (form, item) => form.addTextItem().setValidation(range(item).build()),
  date: (form) => form.addDateItem().setIncludesYear(true),
  text: (form) => form.addParagraphTextItem(),
};

function range(item) {
  const rule = FormApp.createTextValidation();
  if (item.lowest !== null && item.highest !== null) {
    return rule.requireNumberBetween(item.lowest, item.highest);
  }
  if (item.lowest !== null) {
    return rule.requireNumberGreaterThanOrEqualTo(item.lowest);
  }
  if (item.highest !== null) {
    return rule.requireNumberLessThanOrEqualTo(item.highest);
  }
  return rule.requireNumber();
}

/* Sends those who are not asked past a page: by their answer, and where they gave none. */
function navigate(form, page, index, breaks) {
  if (page.skip === null) {
    return;
  }
  const past = breaks[index + 1] || FormApp.PageNavigationType.SUBMIT;
  const asked = FORM.pages[index - 1].items[page.skip.item];
  const question = form.getItemById(asked.id).asMultipleChoiceItem();
  question.setChoices(asked.options.map((option) =>
    question.createChoice(option, page.skip.any.includes(option) ? breaks[index] : past)));
  breaks[index].setGoToPage(past);
}
