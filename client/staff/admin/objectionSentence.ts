import vietnamese from './objections.vi.json' with { type: 'json' };

/** English template, `{}` for each value → Vietnamese, `{1}` for the first of them. More special ones come first. */
const catalogue: readonly { pattern: RegExp; sentence: string }[] = (vietnamese as [string, string][]).map(
  ([template, sentence]) => ({
    pattern: new RegExp(`^${template.split('{}').map(escaped).join('(.*?)')}$`, 's'),
    sentence,
  }),
);

/**
 * What publication has against a draft, in the reader's language: the server
 * says it in English, and this is that sentence by its template. Whoever reads
 * Khmer gets Vietnamese, which no admin here is without; what has no
 * translation (the SurveyJS linter's findings) stays English.
 */
export function objectionSentence(message: string, language: string): string {
  return language === 'en' ? message : translated(message);
}

function translated(text: string): string {
  for (const { pattern, sentence } of catalogue) {
    const values = pattern.exec(text)?.slice(1);
    // a value may be a phrase of ours too: "Property {} {}."
    if (values)
      return sentence.replace(/\{(\d+)\}/g, (_, at: string) => translated(values[Number(at) - 1] ?? ''));
  }
  return text;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
