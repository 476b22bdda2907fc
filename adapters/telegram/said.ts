/** The words of a message, with whom they mention. Pure but for what is remembered of people. */
import type { MessageEntity, UserFromGetMe } from 'telegraf/types';
import type { Acquaintances } from './acquaintances.js';

export interface Hearing {
  readonly bot: Pick<UserFromGetMe, 'id' | 'username'>;
  readonly botNames: readonly string[];
  readonly acquaintances: Acquaintances;
}

export interface Words {
  readonly text: string;
  /** User numbers, each once. */
  readonly mentions: readonly number[];
  readonly mentionsBot: boolean;
  /** It begins with a command for another bot. */
  readonly forAnother: boolean;
}

interface Meant {
  readonly user: number | null;
  readonly bot: boolean;
  /** Stands in place of the entity's words; null: they stay. */
  readonly instead: string | null;
  readonly forAnother: boolean;
}

const NOTHING: Meant = { user: null, bot: false, instead: null, forAnother: false };

/** The bot goes by the town's own name for it: that is the one by which the words after it are read as a command. */
function meantBy(entity: MessageEntity, words: string, { bot, botNames, acquaintances }: Hearing): Meant {
  const calledBot: Meant = { ...NOTHING, bot: true, instead: `@${botNames[0] ?? bot.username}` };
  const isBot = (username: string) => username.toLowerCase() === bot.username.toLowerCase();
  switch (entity.type) {
    case 'text_mention':
      return entity.user.id === bot.id ? calledBot : { ...NOTHING, user: entity.user.id };
    case 'mention': {
      const username = words.slice(1);
      return isBot(username) ? calledBot : { ...NOTHING, user: acquaintances.userNamed(username) };
    }
    case 'bot_command': {
      const [command, username] = words.split('@');
      if (username === undefined) return NOTHING;
      if (isBot(username)) return { ...NOTHING, bot: true, instead: command ?? words };
      return { ...NOTHING, forAnother: entity.offset === 0 };
    }
    default:
      return NOTHING;
  }
}

/** People also write the bot's name after an at-sign by hand; Telegram marks only Latin user names. */
const namesBot = (text: string, botNames: readonly string[]): boolean => {
  const lower = text.replaceAll('\uFF20', '@').toLowerCase();
  return botNames.some((name) => lower.includes(`@${name.toLowerCase()}`));
};

export function wordsOf(text: string, entities: readonly MessageEntity[], hearing: Hearing): Words {
  const meant = entities.map((entity) => {
    const words = text.slice(entity.offset, entity.offset + entity.length);
    return { entity, ...meantBy(entity, words, hearing) };
  });
  let said = text;
  // From the end, so that what stands before keeps its place.
  for (const { entity, instead } of [...meant].sort((a, b) => b.entity.offset - a.entity.offset)) {
    if (instead === null) continue;
    said = said.slice(0, entity.offset) + instead + said.slice(entity.offset + entity.length);
  }
  return {
    text: said,
    mentions: [...new Set(meant.flatMap(({ user }) => (user === null ? [] : [user])))],
    mentionsBot: meant.some(({ bot }) => bot) || namesBot(said, hearing.botNames),
    forAnother: meant.some(({ forAnother }) => forAnother),
  };
}
