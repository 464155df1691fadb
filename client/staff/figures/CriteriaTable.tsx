/** @jsxImportSource react */
import { useTranslation } from 'react-i18next';
import type { Figure } from '../../../server/domain/report.ts';
import { formatCount } from '../format.ts';
import { ScrollFrame } from '../shell/ScrollFrame.tsx';
import { levelClass } from './axis.ts';
import { FigureCells } from './FigureCells.tsx';
import { LevelsAxis, LevelsBar, roomLeft } from './LevelsBar.tsx';
import { withheldSentence } from './withheldSentence.ts';

export interface CriterionLine {
  key: string;
  name: string;
  /** What the reader must know of the line. */
  note?: string | undefined;
  figure: Figure;
  /** Names of the levels, lowest first. */
  levels: readonly { level: string; name: string }[];
}

export interface FactorGroup {
  key: string;
  name: string;
  figure: Figure;
  criteria: readonly CriterionLine[];
}

/** Sets of levels that occur, each once: most questionnaires have one. */
function scalesOf(groups: readonly FactorGroup[]): CriterionLine['levels'][] {
  const scales = new Map<string, CriterionLine['levels']>();
  for (const { criteria } of groups) {
    for (const { levels } of criteria) scales.set(levels.map(({ name }) => name).join('/'), levels);
  }
  return [...scales.values()];
}

/** Every criterion under its factor, as bars of levels with their numbers beside them. */
export function CriteriaTable({ caption, groups }: { caption: string; groups: readonly FactorGroup[] }) {
  const { t } = useTranslation();
  const room = roomLeft(
    groups.flatMap(({ figure, criteria }) => [figure, ...criteria.map((each) => each.figure)]),
  );

  return (
    <>
      {scalesOf(groups).map((levels) => (
        <ul className="legend gap-small" key={levels.map(({ level }) => level).join()}>
          {levels.map(({ level, name }, index) => (
            <li key={level}>
              <span className={`sw ${levelClass(index, levels.length)}`} aria-hidden="true" /> {level} {name}
            </li>
          ))}
          <li>
            <span className="sw-line" aria-hidden="true" /> {t('legend.whisker')}
          </li>
        </ul>
      ))}
      <table className="stack" role="table">
        <caption>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              {t('table.criterion')}
            </th>
            <th role="columnheader" scope="col" className="divcell">
              <LevelsAxis room={room} left={t('table.notSatisfied')} />
              <span className="vh">{t('table.picture')}</span>
            </th>
            <th role="columnheader" scope="col" className="n">
              {t('table.share')}
            </th>
            <th role="columnheader" scope="col" className="n">
              {t('table.interval')}
            </th>
            <th role="columnheader" scope="col" className="n">
              {t('table.answered')}
            </th>
          </tr>
        </thead>
        {groups.map(({ key, name, figure, criteria }) => (
          <tbody role="rowgroup" key={key}>
            <tr role="row" className="group">
              <th role="rowheader" scope="rowgroup">
                {name}
              </th>
              <FigureCells
                figure={figure}
                plotClass="divcell"
                plot={(published) =>
                  published.answersByLevel === undefined ? null : (
                    <LevelsBar figure={published} levels={published.answersByLevel} room={room} />
                  )
                }
              />
            </tr>
            {criteria.map((criterion) => (
              <tr role="row" key={criterion.key}>
                <th role="rowheader" scope="row">
                  {criterion.name}
                  {criterion.note === undefined ? null : <span className="sub">{criterion.note}</span>}
                </th>
                <FigureCells
                  figure={criterion.figure}
                  plotClass="divcell"
                  plot={(published) =>
                    published.levels === undefined ? null : (
                      <LevelsBar figure={published} levels={published.levels} room={room} />
                    )
                  }
                />
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </>
  );
}

/** The same answers as numbers of people per level: the table behind the bars. */
export function LevelsTable({ caption, groups }: { caption: string; groups: readonly FactorGroup[] }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  const scales = scalesOf(groups);

  return scales.map((scale) => {
    const lines = groups
      .flatMap(({ criteria }) => criteria)
      .filter(({ levels }) => levels.map(({ name }) => name).join() === scale.map(({ name }) => name).join());
    return (
      <ScrollFrame key={scale.map(({ name }) => name).join()} name={caption}>
        <table className="stack people" role="table">
          <caption>{caption}</caption>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">
                {t('table.criterion')}
              </th>
              {scale.map(({ level, name }) => (
                <th role="columnheader" scope="col" className="n" key={level}>
                  {level} {name}
                </th>
              ))}
              <th role="columnheader" scope="col" className="n">
                {t('table.answered')}
              </th>
              <th role="columnheader" scope="col" className="n">
                {t('table.unscored')}
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {lines.map(({ key, name, figure }) => (
              <tr role="row" key={key}>
                <th role="rowheader" scope="row">
                  {name}
                </th>
                {figure.kind === 'published' ? (
                  <>
                    {scale.map(({ level, name: words }) => (
                      <td role="cell" className="n rest" data-l={`${level} ${words}:`} key={level}>
                        {formatCount(figure.levels?.[level] ?? 0, language)}
                      </td>
                    ))}
                    <td role="cell" className="n rest strong" data-l={`${t('table.answered')}:`}>
                      {formatCount(figure.answered, language)}
                    </td>
                    <td role="cell" className="n rest" data-l={`${t('table.unscored')}:`}>
                      {figure.unscored === undefined ? '' : formatCount(figure.unscored, language)}
                    </td>
                  </>
                ) : (
                  <td
                    role="cell"
                    className={figure.kind === 'withheld' ? 'full' : 'full soft'}
                    colSpan={scale.length + 2}
                  >
                    {figure.kind === 'withheld' ? (
                      <span className="held">
                        <span>{withheldSentence(t, figure)}</span>
                      </span>
                    ) : (
                      t('unanswered')
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    );
  });
}
