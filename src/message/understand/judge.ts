/** From a message to the probabilities of every act, category and urgency. */
import type { Act, Before, ReadInput, SpeakerRole } from '../../model/reading.js';
import { ACTS } from '../../model/reading.js';
import { certainAct } from './certain.js';
import type { Talk } from './features/context.js';
import { featuresOf } from './features/index.js';
import { viewText, type TextView } from './features/text.js';
import type { Lexicon } from './lexicon.js';
import { probabilities, type Classifier } from './linear/model.js';
import { readable } from './normalize.js';

/** The classifiers of the built-in reader; `urgency` has the further label "none" for what opens nothing. */
export interface Classifiers {
  readonly act: Classifier;
  readonly category: Classifier;
  readonly urgency: Classifier;
}

export interface Judgement {
  /** Set when the label rules leave no choice. */
  readonly certain: Act | null;
  /** By label number of the classifier. */
  readonly act: Float64Array;
  /** Reckoned when it is asked for: most messages open nothing, and it has the most labels. */
  readonly category: Float64Array;
  readonly urgency: Float64Array;
}

const LOOK_BACK = 8;
const KEPT_VIEWS = 1024;
const NOWHERE = { at: '', images: 0, quote: null, before: [] } as const;

/** Looks texts up by content, so that what was just read isn't cut into words again when it stands before the next. */
export class Views {
  private readonly kept = new Map<string, TextView>();

  constructor(readonly lexicon: Lexicon) {}

  of(text: string): TextView {
    const known = this.kept.get(text);
    if (known !== undefined) return known;
    const view = viewText(readable(text), this.lexicon);
    if (this.kept.size >= KEPT_VIEWS) this.kept.clear();
    if (text.length <= 500) this.kept.set(text, view);
    return view;
  }
}

/** How the act of an earlier message is found when nobody tells it. */
export type Guess = (view: TextView, role: SpeakerRole) => Act;

export function talkOf(input: ReadInput, views: Views, guess: Guess): Talk {
  const earlier = input.before
    .slice(-LOOK_BACK)
    .reverse()
    .map((b: Before) => {
      const view = views.of(b.text);
      return { view, role: b.role, same: b.sameSpeaker, act: b.act ?? guess(view, b.role), agoMs: b.agoMs ?? null };
    });
  const quote = input.quote;
  if (quote === null) return { earlier, quoted: null };
  const view = views.of(quote.text);
  return {
    earlier,
    quoted: { view, role: quote.role ?? null, act: quote.act ?? guess(view, quote.role ?? 'resident') },
  };
}

export class Judge {
  readonly views: Views;

  constructor(
    readonly classifiers: Classifiers,
    lexicon: Lexicon,
  ) {
    this.views = new Views(lexicon);
  }

  judge(input: ReadInput): Judgement {
    const view = this.views.of(input.text);
    const talk = talkOf(input, this.views, (earlier, role) => this.actAlone(earlier, role));
    const features = featuresOf(input, view, talk, this.views.lexicon);
    const { category } = this.classifiers;
    return {
      certain: certainAct(input, view, talk),
      act: probabilities(this.classifiers.act, features.act),
      get category() {
        return probabilities(category, features.topic);
      },
      urgency: probabilities(this.classifiers.urgency, features.topic),
    };
  }

  /** The likeliest act of a text with nothing known before it; remembered with the text. */
  private actAlone(view: TextView, role: SpeakerRole): Act {
    const remembered = view.alone.get(role);
    if (remembered !== undefined) return remembered;
    const input: ReadInput = { ...NOWHERE, text: view.plain, role };
    const talk: Talk = { earlier: [], quoted: null };
    const found = probabilities(this.classifiers.act, featuresOf(input, view, talk, this.views.lexicon).act);
    const label = this.classifiers.act.labels[found.indexOf(Math.max(...found))];
    const act = certainAct(input, view, talk) ?? ACTS.find((known) => known === label) ?? 'chat';
    view.alone.set(role, act);
    return act;
  }
}
