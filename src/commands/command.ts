/**
 * A chat command is one file: its names, who may give it, how its words are read, what it does, what is said back.
 * Registered by one line in index.ts.
 */
import type { KeptMessage } from '../store/messages.js';
import type { Doing } from '../message/doing.js';
import type { Person, Role, Room } from '../model/town.js';

export interface CommandContext extends Doing {
  readonly actor: Person;
  /** Where it was given; null: in private. */
  readonly room: Room | null;
  readonly message: KeptMessage;
}

/**
 * What is said back to where the command was given. `text` is written for staff when the command is a staff one;
 * in a residents' room only texts for residents may be shown, so staff details then go to the actor in private.
 */
export interface CommandReply {
  readonly text: string;
  /** true: may be read by everybody in a residents' room. */
  readonly public: boolean;
  /** The notice that the text shows, so that it may be confirmed by a button under it. */
  readonly notice?: number;
}

/** Words that could not be read: the reply shows this command's usage line. */
export const USAGE = Symbol('usage');

export interface Command<Params> {
  /** Chinese name, as typed. Also its key in the catalogue: command.<english>.does, command.<english>.usage. */
  readonly name: string;
  readonly english: string;
  /** Other spellings people use. */
  readonly aliases: readonly string[];
  /** Who may give it: any resident, or people holding one of these roles. */
  readonly roles: 'everyone' | readonly Role[];
  /** Reads what follows the name; USAGE when it can't be read. Pure. */
  parse(args: string, context: ParseContext): Params | typeof USAGE;
  /** Does it in the open transaction. Scope (whose units) is checked here, since only here is the ticket known. */
  run(context: CommandContext, params: Params): Promise<CommandReply>;
}

/** What reading the words may need. */
export interface ParseContext {
  readonly now: number;
  readonly zone: string;
  /** Mentions in the message, in order. */
  readonly mentions: readonly string[];
}

/** All roles that handle matters. */
export const STAFF_ROLES = [
  'leader',
  'worker',
  'community',
  'town',
  'district',
  'department',
  'admin',
] as const satisfies readonly Role[];
/** Roles from the community upwards. */
export const SENIOR_ROLES = ['community', 'town', 'district', 'admin'] as const satisfies readonly Role[];

/** A registered command with its parameters' type closed over, so that all fit one list. */
export interface AnyCommand {
  readonly name: string;
  readonly english: string;
  readonly aliases: readonly string[];
  readonly roles: 'everyone' | readonly Role[];
  /** null: the words could not be read. */
  prepare(args: string, context: ParseContext): ((context: CommandContext) => Promise<CommandReply>) | null;
}

export function command<Params>(spec: Command<Params>): AnyCommand {
  return {
    name: spec.name,
    english: spec.english,
    aliases: spec.aliases,
    roles: spec.roles,
    prepare: (args, parseContext) => {
      const params = spec.parse(args, parseContext);
      return params === USAGE ? null : (context) => spec.run(context, params);
    },
  };
}
