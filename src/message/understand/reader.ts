/** The linear reader: features, three classifiers, thresholds; slots beside them. */
import {
  ACTS,
  isOpener,
  type Act,
  type ReadInput,
  type Reader,
  type Reading,
  type Urgency,
} from '../../model/reading.js';
import { chooseAct, chooseUrgency, openingOf, type Choices, type UrgencyOdds } from './choose.js';
import { Judge, type Classifiers } from './judge.js';
import type { Lexicon } from './lexicon.js';
import type { Classifier } from './linear/model.js';
import { readable } from './normalize.js';
import { readSlots } from './slots/index.js';
import { PLACED } from './slots/placed.js';

/** Acts that ask for goods or say more about what was asked for. */
const WITH_ITEMS: ReadonlySet<Act> = new Set<Act>(['request', 'question', 'detail']);

const oddsOf = (model: Classifier, values: Float64Array): ReadonlyMap<string, number> =>
  new Map(model.labels.map((label, at) => [label, values[at] ?? 0]));

/** What is known of a message before a label is chosen; evaluation looks at it too. */
export interface Opinion {
  readonly act: ReadonlyMap<Act, number>;
  readonly certain: Act | null;
  /** The likeliest category if the message opens a ticket. */
  readonly category: string;
  readonly urgency: UrgencyOdds;
}

export class LinearReader implements Reader {
  private readonly judge: Judge;

  constructor(
    private readonly classifiers: Classifiers,
    private readonly choices: Choices,
    lexicon: Lexicon,
  ) {
    this.judge = new Judge(classifiers, lexicon);
  }

  opinion(input: ReadInput): Opinion {
    const found = this.judge.judge(input);
    const acts = oddsOf(this.classifiers.act, found.act);
    const urgencies = oddsOf(this.classifiers.urgency, found.urgency);
    const odd = (name: Urgency | 'none'): number => urgencies.get(name) ?? 0;
    const { labels } = this.classifiers.category;
    return {
      act: new Map(ACTS.map((act) => [act, acts.get(act) ?? 0])),
      certain: found.certain,
      get category() {
        const odds = found.category;
        return labels[odds.indexOf(Math.max(...odds))] ?? 'other';
      },
      urgency: { none: odd('none'), normal: odd('normal'), urgent: odd('urgent'), emergency: odd('emergency') },
    };
  }

  /** Category and urgency as they are if the message is known to open a ticket. */
  ifOpener(input: ReadInput): { readonly category: string; readonly urgency: Urgency } {
    const { category, urgency } = this.opinion({ ...input, text: readable(input.text) });
    return { category, urgency: chooseUrgency(urgency, 1, this.choices) };
  }

  /** The act as it is read, and the rest as `ifOpener` has it: one look for both. */
  labels(input: ReadInput): { readonly act: Act; readonly category: string; readonly urgency: Urgency } {
    const opinion = this.opinion({ ...input, text: readable(input.text) });
    const { category, urgency } = opinion;
    return { act: this.chosen(input, opinion).act, category, urgency: chooseUrgency(urgency, 1, this.choices) };
  }

  read(input: ReadInput): Reading {
    const bounded = { ...input, text: readable(input.text) };
    const opinion = this.opinion(bounded);
    const { act, confidence, alternatives } = this.chosen(bounded, opinion);
    const opens = isOpener(act);
    const slots = readSlots(bounded);
    return {
      act,
      category: opens ? opinion.category : null,
      urgency: opens ? chooseUrgency(opinion.urgency, openingOf(opinion.act), this.choices) : null,
      location: PLACED.has(act) ? slots.location : null,
      phones: slots.phones,
      people: slots.people,
      time: slots.time,
      items: WITH_ITEMS.has(act) ? slots.items : [],
      confidence,
      alternatives,
    };
  }

  private chosen({ before, quote }: ReadInput, { act, certain, urgency }: Opinion) {
    const alone = before.length === 0 && quote === null;
    return chooseAct({ odds: act, certain, emergency: urgency.emergency, alone }, this.choices);
  }
}
