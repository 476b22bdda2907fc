/** 我的工单: what I raised, newest first. */
import { ticketsOfReporter } from '../store/tickets.js';
import { ticketLine } from '../tickets/view.js';
import { command } from './command.js';
import { saidOpenly, viewFor } from './scope.js';

const MOST_LINES = 10;

export const mine = command<null>({
  name: '我的工单',
  english: 'mine',
  aliases: ['我的报事', '我报的事'],
  roles: 'everyone',
  parse: () => null,
  run: async (context) => {
    const { words, tx, actor, room } = context;
    const all = await ticketsOfReporter(tx, actor.id, 50);
    const shown = all.filter((t) => room === null || (t.room === room.id && !t.confidential));
    const view = viewFor(context);
    const lines = shown.slice(0, MOST_LINES).map((t) => ticketLine(t, 'masked', view));
    const elsewhere = all.length - shown.length;
    const rest = elsewhere > 0 ? [words('command.mine.elsewhere', { count: elsewhere })] : [];
    if (lines.length === 0) return saidOpenly([words('command.mine.none'), ...rest].join('\n'));
    return saidOpenly([words('command.mine.head', { count: shown.length }), ...lines, ...rest].join('\n'));
  },
});
