/** Handles one kept message in a transaction of its own, once, letting other rooms go on beside it where it can. */
import type { Ground } from '../ground.js';
import type { KeptMessage } from '../store/messages.js';
import { ofOneRoom } from './beside.js';
import type { Told } from './consult/told.js';
import type { Doing } from './doing.js';
import { handle, type Came } from './handle.js';

/** Of a commit during which the server went nobody knows whether it was done: the message tells, and nothing is done twice. */
class HandledBeforeError extends Error {}

/** `shared`: several transactions run at once. */
export async function handleKept(
  ground: Ground,
  message: KeptMessage,
  { told, shared }: { readonly told: Told | null; readonly shared: boolean },
): Promise<void> {
  const handleIn = async (doing: Doing, beside: boolean): Promise<Came> => {
    const came = await handle(doing, message, { told, beside });
    if (came === 'before') throw new HandledBeforeError();
    return came;
  };
  const accounts = [message.source];
  try {
    if (shared && ofOneRoom(ground.town(), message)) {
      const came = await ground.beside((doing) => handleIn(doing, true), accounts);
      if (came === 'handled') return;
    }
    await ground.repeatably((doing) => handleIn(doing, false), accounts);
  } catch (error) {
    if (!(error instanceof HandledBeforeError)) throw error;
  }
}
