/**
 * What a definition may contain: the types and properties that the plan
 * understands, and those that only change looks. Everything else is refused
 * with a sentence, because a property that is silently ignored here would still
 * act in somebody else's SurveyJS.
 */

/** What a property's value has to be. A list: one of these values. */
export type Shape =
  | 'text'
  | 'expression'
  | 'flag'
  | 'count'
  | 'number'
  | 'primitive'
  | 'structure'
  | 'inside'
  | readonly unknown[];

type Properties = Readonly<Record<string, Shape>>;

/** Change only how SurveyJS draws the form; our page has its own looks. */
const looks = (names: string): Properties =>
  Object.fromEntries(names.split(' ').map((name) => [name, 'primitive' as const]));

const conditions: Properties = { visibleIf: 'expression', enableIf: 'expression' };

const survey: Properties = {
  $schema: 'primitive',
  title: 'text',
  description: 'text',
  locale: 'primitive',
  pages: 'structure',
  elements: 'structure',
  completeText: 'text',
  pageNextText: 'text',
  pagePrevText: 'text',
  previewText: 'text',
  editText: 'text',
  maxTextLength: 'count',
  maxCommentLength: 'count',
  maxOthersLength: 'count',
  storeOthersAsComment: [true, 'default'],
  clearInvisibleValues: ['default', 'onComplete', 'onHidden', 'onHiddenContainer'],
  questionsOnPageMode: ['standard'],
  questionOrder: ['initial'],
  showCompletePage: [true],
  ...looks(
    'sjsVersion showProgressBar progressBarLocation progressBarType progressBarShowPageTitles progressBarShowPageNumbers progressBarInheritWidthFrom showQuestionNumbers showPageNumbers questionTitleLocation questionDescriptionLocation questionErrorLocation questionStartIndex showTitle showPageTitles showNavigationButtons navigationButtonsLocation showPrevButton autoFocusFirstError focusOnFirstError autoFocusFirstQuestion autoAdvanceEnabled autoAdvanceAllowComplete checkErrorsMode textUpdateMode autoGrowComment allowResizeComment commentAreaRows requiredMark requiredText widthMode width fitToContainer headerView gridLayoutEnabled showPreviewBeforeComplete showBrandInfo',
  ),
};

const container: Properties = {
  ...conditions,
  name: 'structure',
  title: 'text',
  description: 'text',
  elements: 'structure',
  visible: [true],
  readOnly: [false],
  isRequired: [false],
  questionOrder: ['initial', 'default'],
  ...looks(
    'questionTitleLocation questionTitleWidth questionErrorLocation startWithNewLine width minWidth maxWidth colSpan indent innerIndent showNumber showQuestionNumbers questionStartIndex',
  ),
};

const page: Properties = { ...container, navigationTitle: 'text', navigationDescription: 'text' };
const panel: Properties = { ...container, type: 'structure', state: ['default'] };

const question: Properties = {
  ...conditions,
  type: 'structure',
  name: 'structure',
  title: 'text',
  description: 'text',
  requiredIf: 'expression',
  isRequired: 'flag',
  requiredErrorText: 'text',
  validators: 'structure',
  visible: [true],
  readOnly: [false],
  state: ['default'],
  clearIfInvisible: ['default', 'onComplete', 'onHidden', 'onHiddenContainer'],
  ...looks(
    'titleLocation showTitle descriptionLocation errorLocation showNumber hideNumber startWithNewLine width minWidth maxWidth colSpan indent',
  ),
};

const choices: Properties = {
  ...question,
  choices: 'structure',
  choicesVisibleIf: 'expression',
  choicesEnableIf: 'expression',
  choicesOrder: ['none'],
  storeOthersAsComment: [true, 'default'],
  showOtherItem: 'flag',
  hasOther: 'flag',
  otherText: 'text',
  otherPlaceholder: 'text',
  otherErrorText: 'text',
  showNoneItem: 'flag',
  hasNone: 'flag',
  noneText: 'text',
  showRefuseItem: 'flag',
  refuseText: 'text',
  showDontKnowItem: 'flag',
  dontKnowText: 'text',
  ...looks('colCount separateSpecialChoices allowClear showClearButton'),
};

const questions: Readonly<Record<string, Properties>> = {
  radiogroup: choices,
  checkbox: { ...choices, minSelectedChoices: 'count', maxSelectedChoices: 'count' },
  dropdown: {
    ...choices,
    placeholder: 'text',
    ...looks('searchEnabled searchMode textWrapEnabled autocomplete'),
    renderAs: ['default', 'select'],
  },
  rating: {
    ...question,
    rateMin: 'number',
    rateMax: 'number',
    rateStep: 'number',
    rateCount: 'count',
    rateValues: 'structure',
    rateType: ['labels', 'stars', 'smileys'],
    rateDisplayMode: ['labels', 'stars', 'smileys'],
    minRateDescription: 'text',
    maxRateDescription: 'text',
    ...looks(
      'displayRateDescriptionsAsExtremeItems rateDescriptionLocation displayMode autoGenerate scaleColorMode rateColorMode',
    ),
  },
  matrix: {
    ...question,
    rows: 'structure',
    columns: 'structure',
    rowsVisibleIf: 'expression',
    eachRowRequired: 'flag',
    isAllRowRequired: 'flag',
    eachRowUnique: 'flag',
    rowOrder: ['initial'],
    rowsOrder: ['initial'],
    cellType: ['radio'],
    ...looks('showHeader verticalAlign alternateRows displayMode rowTitleWidth columnMinWidth'),
  },
  boolean: {
    ...question,
    labelTrue: 'text',
    labelFalse: 'text',
    valueTrue: 'primitive',
    valueFalse: 'primitive',
    renderAs: ['default', 'radio', 'checkbox'],
    ...looks('swapOrder useTitleAsLabel'),
  },
  text: {
    ...question,
    inputType: ['text', 'number', 'email', 'date', 'tel', 'url', 'month', 'time'],
    maxLength: 'count',
    min: 'primitive',
    max: 'primitive',
    placeholder: 'text',
    minErrorText: 'text',
    maxErrorText: 'text',
    ...looks('autocomplete autoComplete textUpdateMode inputSize size inputTextAlignment'),
  },
  comment: {
    ...question,
    maxLength: 'count',
    placeholder: 'text',
    ...looks('rows cols textUpdateMode autoGrow allowResize acceptCarriageReturn'),
  },
};

const multiple: Properties = { ...choices, minSelectedChoices: 'count', maxSelectedChoices: 'count' };
/** A row of buttons has no choices of its own such as "other" or "none of these". */
const plainChoices: Properties = Object.fromEntries(
  Object.entries(choices).filter(
    ([name]) => !/^(show\w+Item|has(Other|None)|(other|none|refuse|dontKnow)\w*)$/.test(name),
  ),
);

/** Shown and counted like another type: they differ only in how SurveyJS draws them. */
const drawnOtherwise: Readonly<Record<string, Properties>> = {
  tagbox: {
    ...multiple,
    placeholder: 'text',
    ...looks('searchEnabled searchMode hideSelectedItems closeOnSelect textWrapEnabled'),
  },
  buttongroup: plainChoices,
};

const matrixOfCells: Properties = {
  ...question,
  columns: 'inside',
  choices: 'structure',
  cellType: ['dropdown', 'radiogroup', 'checkbox', 'tagbox', 'text', 'comment', 'boolean', 'rating'],
  placeholder: 'text',
  keyDuplicationError: 'text',
  ...looks(
    'columnColCount columnMinWidth columnLayout transposeData showHeader verticalAlign alternateRows displayMode horizontalScroll cellErrorLocation',
  ),
};

/** The slow path: shown by SurveyJS's own renderer, checked on the server by SurveyJS in a process of its own. */
const slow: Readonly<Record<string, Properties>> = {
  multipletext: {
    ...question,
    items: 'inside',
    ...looks('colCount inputSize itemErrorLocation itemTitleWidth'),
  },
  matrixdropdown: {
    ...matrixOfCells,
    rows: 'structure',
    rowsVisibleIf: 'expression',
    rowOrder: ['initial'],
    ...looks('rowTitleWidth'),
  },
  matrixdynamic: {
    ...matrixOfCells,
    rowCount: 'count',
    minRowCount: 'count',
    maxRowCount: 'count',
    keyName: 'primitive',
    allowAddRows: [true],
    allowRemoveRows: 'flag',
    addRowText: 'text',
    removeRowText: 'text',
    noRowsText: 'text',
    confirmDelete: 'flag',
    confirmDeleteText: 'text',
    ...looks('addRowButtonLocation hideColumnsIfEmpty'),
  },
  paneldynamic: {
    ...question,
    templateElements: 'inside',
    templateTitle: 'text',
    templateDescription: 'text',
    templateVisibleIf: 'expression',
    panelCount: 'count',
    minPanelCount: 'count',
    maxPanelCount: 'count',
    keyName: 'primitive',
    keyDuplicationError: 'text',
    allowAddPanel: [true],
    allowRemovePanel: 'flag',
    addPanelText: 'text',
    removePanelText: 'text',
    prevPanelText: 'text',
    nextPanelText: 'text',
    noEntriesText: 'text',
    confirmDelete: 'flag',
    confirmDeleteText: 'text',
    displayMode: ['list', 'carousel'],
    renderMode: ['list', 'progressTop', 'progressBottom', 'progressTopBottom'],
    ...looks(
      'newPanelPosition panelsState showQuestionNumbers questionStartIndex showProgressBar progressBarLocation removePanelButtonLocation templateQuestionTitleLocation templateQuestionTitleWidth templateErrorLocation',
    ),
  },
  ranking: {
    ...question,
    choices: 'structure',
    choicesOrder: ['none'],
    selectToRankEnabled: 'flag',
    minSelectedChoices: 'count',
    maxSelectedChoices: 'count',
    selectToRankEmptyRankedAreaText: 'text',
    selectToRankEmptyUnrankedAreaText: 'text',
    ...looks('longTap selectToRankAreasLayout selectToRankSwapAreas'),
  },
  slider: {
    ...question,
    sliderType: ['single'],
    min: 'number',
    max: 'number',
    step: 'number',
    labelCount: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    ...looks('showLabels tooltipVisibility autoGenerate'),
  },
};

export const isSlow = (type: unknown): boolean => typeof type === 'string' && Object.hasOwn(slow, type);

/** What a type of ours is compiled as: itself, or the one it only draws otherwise. */
export const planTypeOf = (type: string): string =>
  ({ tagbox: 'checkbox', buttongroup: 'radiogroup' })[type] ?? type;

/** A line of a multipletext: a "text" question without conditions. */
const textItem: Properties = {
  name: 'structure',
  title: 'text',
  isRequired: 'flag',
  requiredErrorText: 'text',
  placeholder: 'text',
  inputType: ['text', 'number', 'email', 'date', 'tel', 'url', 'month', 'time'],
  maxLength: 'count',
  min: 'primitive',
  max: 'primitive',
  validators: 'structure',
  ...looks('inputSize size inputTextAlignment'),
};

/** A column of a matrix: a question of its cell type, named like one. */
export const columnProperties = (cellType: string): Properties => {
  const { type: _type, ...cell } = allowed.questions[cellType] ?? {};
  return {
    ...cell,
    cellType: matrixOfCells['cellType'] as Shape,
    isUnique: 'flag',
    cellHint: 'text',
    ...looks('colCount minWidth width'),
  };
};

const item: Properties = { value: 'structure', text: 'text' };
const items: Readonly<Record<string, Properties>> = {
  choices: { ...item, ...conditions },
  rows: { ...item, ...conditions },
  columns: item,
  rateValues: item,
};

const validator: Properties = { type: 'structure', text: 'text', notificationType: ['error'] };
const validators: Readonly<Record<string, Properties>> = {
  text: { ...validator, minLength: 'count', maxLength: 'count', allowDigits: [true] },
  numeric: { ...validator, minValue: 'number', maxValue: 'number' },
  email: validator,
  regex: { ...validator, regex: 'primitive', caseInsensitive: 'flag', insensitive: 'flag' },
  answercount: { ...validator, minCount: 'count', maxCount: 'count' },
  expression: { ...validator, expression: 'expression' },
};

/** Which rules survey-core runs on which question. */
export const validatorsOf = (type: string): readonly string[] =>
  ({
    text: ['text', 'numeric', 'email', 'regex', 'expression'],
    comment: ['text', 'regex', 'expression'],
    checkbox: ['answercount', 'expression'],
    tagbox: ['answercount', 'expression'],
  })[type] ?? ['expression'];

export const allowed = {
  survey,
  page,
  panel,
  questions: { ...questions, ...drawnOtherwise, ...slow } as Readonly<Record<string, Properties>>,
  items,
  textItem,
  validators,
} as const;

const carriesHtml =
  'carries HTML, which could run code in front of citizens; write plain text into "title" or "description"';
const setsAnswers = 'sets answers by itself; only what a person chose may be counted';
const leavesPage = 'sends people to another address; the page shows its own thank-you and receipt at the end';
const loadsImages = 'loads an image, possibly from another server that then sees every visitor; leave it out';

/** Why a well-known SurveyJS property is refused; any other is "not supported". */
export const propertyReasons: Readonly<Record<string, string>> = {
  html: carriesHtml,
  completedHtml: carriesHtml,
  completedBeforeHtml: carriesHtml,
  completedHtmlOnCondition: carriesHtml,
  loadingHtml: carriesHtml,
  choicesByUrl:
    'fetches choices from another server, which then sees every visitor; write the choices into "choices"',
  navigateToUrl: leavesPage,
  navigateToUrlOnCondition: leavesPage,
  logo: loadsImages,
  backgroundImage: loadsImages,
  imageLink: loadsImages,
  defaultValue: setsAnswers,
  defaultValueExpression: setsAnswers,
  setValueExpression: setsAnswers,
  setValueIf: setsAnswers,
  resetValueIf: setsAnswers,
  triggers: setsAnswers,
  calculatedValues: setsAnswers,
  correctAnswer: 'is for quizzes; nobody is right or wrong here',
  valueName: 'lets two questions share one answer, which cannot be counted; give each its own',
  choicesFromQuestion: 'takes choices from another question; write them into "choices" with a visibleIf each',
  showSelectAllItem: 'lets people tick everything at once; leave it out',
  hasSelectAll: 'lets people tick everything at once; leave it out',
  showCommentArea: 'adds a comment to a question; add a question of type "comment" instead',
  hasComment: 'adds a comment to a question; add a question of type "comment" instead',
  cells: 'gives single cells their own text; write the words into rows and columns',
  choicesOrder: 'must be "none": choices stand in the order in which they were written',
  maskType: 'rewrites what people type; use a rule in "validators" instead',
  maskSettings: 'rewrites what people type; use a rule in "validators" instead',
  cookieName: 'stores a mark in the visitor’s browser; the platform needs none',
  surveyId: 'sends answers to surveyjs.io; answers are stored here only',
  surveyPostId: 'sends answers to surveyjs.io; answers are stored here only',
  surveyShowDataSaving: 'sends answers to surveyjs.io; answers are stored here only',
  partialSendEnabled: 'sends answers page by page; they are sent once, at the end',
  questions: 'is an old name; write "elements"',
  requiredIf: 'cannot be asked of a page or panel; put it on the questions',
  columnsVisibleIf: 'hides columns of a scale, after which its levels cannot be compared; leave it out',
  hideIfRowsEmpty: 'is not supported; use a visibleIf on the question',
  hideIfChoicesEmpty: 'is not supported; use a visibleIf on the question',
  isExclusive: 'is not supported; use "showNoneItem" for "none of these"',
  step: 'is not supported; use "min", "max" or a rule',
  timeLimit: 'puts people under time pressure; leave it out',
};

/** Why a well-known SurveyJS type is refused; any other is unknown. */
export const typeReasons: Readonly<Record<string, string>> = {
  html: carriesHtml,
  image: loadsImages,
  imagepicker: loadsImages,
  imagemap: loadsImages,
  file: 'uploads files, which may show who somebody is; ask in words',
  signaturepad: 'collects a signature, which says who somebody is; answers are anonymous',
  expression: 'shows a computed value, which no one answers; leave it out',
  flowpanel: 'lays out questions inside a sentence, which a telephone cannot; use a "panel"',
};
