/** A gateway in a process of its own, to be killed and frozen: child.ts PORT ROOMS MEMBERS. Told what to do by messages. */
import { gatewayDouble } from './gateway.js';
import type { ChildOrder, ChildReport } from './child-words.js';

const [port, rooms, members] = process.argv.slice(2).map(Number);
const gateway = await gatewayDouble({ port: port ?? 0 });
const { puppet } = gateway;
const people = 20_000;
for (let i = 0; i < people; i += 1) puppet.person(`u${i}`, `住户${i}`);
for (let r = 0; r < (rooms ?? 1); r += 1) {
  const inside = Array.from({ length: members ?? 1 }, (_, m) => `u${(r * 67 + m * 13) % people}`);
  puppet.room(`r${r}@chatroom`, `群${r}`, inside);
}

const tell = (report: ChildReport): void => void process.send?.(report);

process.on('message', (order: ChildOrder) => {
  switch (order.order) {
    case 'say':
      for (let i = 0; i < order.count; i += 1) {
        const room = (order.room + i) % (rooms ?? 1);
        const talkerId = `u${(room * 67) % people}`;
        puppet.say({ id: `${order.prefix}${i}`, talkerId, roomId: `r${room}@chatroom`, text: `第${i}条` });
      }
      return;
    case 'state': {
      const { stops, isLoggedIn } = puppet;
      const asked = Object.fromEntries(puppet.asked);
      tell({ type: 'state', stops, loggedIn: isLoggedIn, listeners: puppet.listenerCount('message'), asked });
      return;
    }
  }
});
process.on('disconnect', () => process.exit(0));
tell({ type: 'ready' });
