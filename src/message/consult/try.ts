/** Asks the configured model about one invented message: what `weige doctor` shows. */
import type { Config } from '../../config/schema.js';
import { loadTaxonomy } from '../understand/taxonomy.js';
import { personId } from '../../model/ids.js';
import { answerForm } from './answer.js';
import { connect } from './client.js';
import { Masking } from './masking.js';
import { promptFor, systemPrompt } from './prompt.js';
import { Trouble, type TroubleKind } from './trouble.js';

const INVENTED = {
  person: personId('somebody'),
  role: 'resident',
  text: '梧桐路14号门口的路灯不亮了',
  minutesAgo: 0,
  quote: null,
  images: 0,
} as const;
const ANSWER_TOKENS = 300;

export interface Tried {
  /** null: the answer was in the form asked for. */
  readonly trouble: TroubleKind | null;
  /** The HTTP status that came with the trouble, when there was one. */
  readonly status: number | null;
}

/** Waits for the configured time-out at most. Never rejects. */
export async function tryModel(
  { url, model, timeoutSeconds }: Config['language'] & { readonly url: string; readonly model: string },
  key: string | null,
): Promise<Tried> {
  const taxonomy = loadTaxonomy();
  const form = answerForm(taxonomy.categories.map(({ id }) => id));
  const prompt = promptFor(systemPrompt(taxonomy), { talk: [], messages: [INVENTED] }, new Masking([], []));
  const timeoutMs = timeoutSeconds * 1000;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const client = await connect({ url, model, key, timeoutMs });
    const { content } = await client.ask({ ...prompt, schema: form.schema, answerTokens: ANSWER_TOKENS }, signal);
    return { trouble: form.read(content, prompt.asked) === null ? 'answer' : null, status: null };
  } catch (error) {
    if (signal.aborted) return { trouble: 'late', status: null };
    return error instanceof Trouble
      ? { trouble: error.kind, status: error.status }
      : { trouble: 'unreachable', status: null };
  }
}
