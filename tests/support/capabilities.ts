import type { Capabilities } from '../../adapters/adapter.js';

/** An account in groups as most tests need it; each says what is otherwise with its own. */
export const IN_GROUPS: Capabilities = {
  mentions: true,
  images: true,
  quotes: true,
  buttons: false,
  links: false,
  recalls: true,
  edits: false,
  coldPrivate: true,
  paced: false,
  echoes: true,
  replays: false,
  hears: true,
  textLimit: 5000,
};
