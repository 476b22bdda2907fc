/** What the three classifiers learn from: each labelled message as features with a label and a weight. */
import { isOpener, type Act, type ReadInput } from '../../../model/reading.js';
import { certainAct } from '../certain.js';
import { featuresOf } from '../features/index.js';
import type { Features } from '../features/sink.js';
import { talkOf, type Views } from '../judge.js';
import { topicOf } from '../lexicon.js';
import { withActs, type Sample } from './corpus.js';
import type { Example } from './packed.js';

/** Label of the urgency classifier for what opens no ticket. */
export const NO_URGENCY = 'none';

/** What chases, repeats or adds to a matter reads like a report where nothing stands before it, and is one by the label rules. */
const JOINER_WITHOUT_TALK = 0.05;
/** Weights of the copy of each message that has nothing before it: single lines must be read too. */
const WITHOUT_TALK = 0.3;
const OPENER_WITHOUT_TALK = 0.6;
/**
 * Most authors wrote hard talk, where an alarming word is mostly a joke. These wrote the ordinary lines that are the
 * many in use and the few in the corpus: straight reports, and private messages that raise nothing.
 */
const ORDINARY: ReadonlyMap<string, number> = new Map([
  ['plain', 5],
  ['private', 2],
  ['sms', 2],
]);
/** A matter's follow-ups tell of its category too, less surely than its opener. */
const FOLLOW_UP = 0.3;
const CUE = 0.2;
/** How pressing an opener is matters more to the urgency classifier than telling chat from it. */
const OPENER_URGENCY = 2;

export interface Prepared {
  readonly sample: Sample;
  readonly act: Features;
  readonly topic: Features;
  /** The same message with nothing before it. */
  readonly aloneAct: Features;
  readonly certain: boolean;
}

export function prepare(
  samples: readonly Sample[],
  at: readonly number[],
  acts: readonly Act[],
  views: Views,
): Prepared[] {
  const make = (input: ReadInput) => {
    const view = views.of(input.text);
    const talk = talkOf(input, views, () => 'chat');
    return { features: featuresOf(input, view, talk, views.lexicon), certain: certainAct(input, view, talk) !== null };
  };
  return at.flatMap((position) => {
    const sample = samples[position];
    if (sample === undefined) return [];
    const full = make(withActs(sample, acts));
    const alone = make({ ...sample.input, before: [], quote: null });
    return [
      {
        sample,
        act: full.features.act,
        topic: full.features.topic,
        aloneAct: alone.features.act,
        certain: full.certain,
      },
    ];
  });
}

const weightOf = (sample: Sample): number => ORDINARY.get(sample.author) ?? 1;

const weightAlone = (act: Act): number =>
  act === 'chase' || act === 'echo' || act === 'detail'
    ? JOINER_WITHOUT_TALK
    : isOpener(act)
      ? OPENER_WITHOUT_TALK
      : WITHOUT_TALK;

export function actExamples(prepared: readonly Prepared[]): Example[] {
  return prepared.flatMap(({ sample, act, aloneAct, certain }) =>
    certain
      ? []
      : [
          { features: act, label: sample.act, weight: weightOf(sample) },
          ...(sample.before.length === 0 && sample.quoted === null
            ? []
            : [{ features: aloneAct, label: sample.act, weight: weightAlone(sample.act) }]),
        ],
  );
}

export function categoryExamples(prepared: readonly Prepared[], views: Views): Example[] {
  const told = prepared.flatMap(({ sample, topic }) =>
    sample.matterCategory === null || sample.input.text === ''
      ? []
      : [{ features: topic, label: sample.matterCategory, weight: sample.category === null ? FOLLOW_UP : 1 }],
  );
  return [...told, ...cueExamples(views)];
}

/** Each cue phrase of a category is a small example of it, so that its words count even where no author used them. */
function cueExamples(views: Views): Example[] {
  return views.lexicon.phrases.flatMap(({ group, phrase }) => {
    if (group.kind !== 'category') return [];
    const text = phrase.replaceAll('…', '');
    const input: ReadInput = { text, at: '', role: 'resident', images: 0, quote: null, before: [] };
    const features = featuresOf(input, views.of(text), { earlier: [], quoted: null }, views.lexicon).topic;
    return [{ features, label: topicOf(group), weight: CUE }];
  });
}

export const urgencyExamples = (prepared: readonly Prepared[]): Example[] =>
  prepared.map(({ sample, topic }) => ({
    features: topic,
    label: sample.urgency ?? NO_URGENCY,
    weight: weightOf(sample) * (sample.urgency === null ? 1 : OPENER_URGENCY),
  }));
