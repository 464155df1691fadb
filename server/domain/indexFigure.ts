import type { Figure, IndexFigure } from './report.ts';
import type { FactorKey, IndexRule } from './scoring.ts';

/**
 * Index: the figure that a method builds from factor shares by its own weights.
 *
 * `weightedMean`: Σ weight·share ÷ Σ weight over the rule's factors; the
 * denominator is the sum of weights, never people. It is not a share of anybody,
 * which is why it is called an index. Weights come from the scoring file
 * (house rule: never from code, the national ones are not confirmed).
 *
 * If one factor is unanswered there is no index: leaving it out would change
 * the rule. If one is withheld so is the index, for it would give an equation
 * for what is withheld. No interval: that would need the covariances of the
 * factors, which the tallies do not keep.
 *
 * @param overall the figure over all criteria: its people are the index's n
 * @example
 * // weights 1 and 3, shares 0.5 and 0.9
 * indexFigure(rule, overall, factors) // { kind: 'published', answered: 40, value: 0.8 }
 */
export function indexFigure(
  rule: IndexRule,
  overall: Figure,
  factors: Readonly<Record<FactorKey, Figure>>,
): IndexFigure {
  if (rule.rule === 'none') return { kind: 'none' };
  if (overall.kind !== 'published') return overall;

  let weighted = 0;
  let weights = 0;
  let isUnanswered = false;
  for (const { factor, weight } of rule.weights) {
    const figure = factors[factor] ?? { kind: 'unanswered' };
    if (figure.kind === 'withheld') return figure;
    if (figure.kind === 'unanswered') isUnanswered = true;
    else {
      weighted += weight * figure.share;
      weights += weight;
    }
  }
  return isUnanswered || weights === 0
    ? { kind: 'unanswered' }
    : { kind: 'published', answered: overall.answered, value: weighted / weights };
}
