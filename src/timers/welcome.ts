import { WELCOME, waitingIn, welcome } from '../coverage/welcome.js';
import { roomId } from '../model/ids.js';
import type { Timer } from './timer.js';

/** Those who joined a group in the last ten minutes are welcomed together. */
export const welcoming: Timer = {
  kind: WELCOME,
  fire: (doing, due) => welcome(doing, roomId(due.ref), waitingIn(due.data)),
};
