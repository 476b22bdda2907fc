/** What a town's people and staff say, by a seed: reports, questions, talk, commands and notices. */
import { SAID } from '../support/said.js';
import { CLERK, RESIDENTS, STAFF_ROOM } from './accounts.js';
import type { Town } from './town.js';

const LINES = [...SAID, '有人把车停在消防通道上了', '谢谢'];
const DONE = ['受理', '办结', '办结', '挂账', '催办'];

export class Talk {
  #reports = 0;
  #notices = 0;
  constructor(
    private readonly town: Town,
    private readonly random: () => number,
  ) {}

  async say(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      const what = this.random();
      if (what < 0.02) await this.#notice();
      else if (what < 0.17) await this.#command();
      else await this.#resident();
    }
  }

  async #resident(): Promise<void> {
    const { accounts, rooms } = this.town;
    const room = rooms[this.#below(rooms.length)] ?? 'r1';
    const from = RESIDENTS[this.#below(RESIDENTS.length)] ?? 'li';
    this.#reports += 1;
    const text = `${String(1 + this.#below(400))}号楼${LINES[this.#below(LINES.length)] ?? ''}`;
    await this.town.say(this.#below(accounts.length), room, from, text);
  }

  /** Of any ticket there may be by now: one that is not there yet is answered too. */
  async #command(): Promise<void> {
    const word = DONE[this.#below(DONE.length)] ?? '受理';
    const number = 1 + this.#below(Math.max(1, Math.floor(this.#reports / 3)));
    const rest = word === '挂账' ? ' 到 12月25日 等材料' : word === '办结' ? ' 已处理' : '';
    await this.town.say(0, STAFF_ROOM, CLERK, `${word} ${String(number)}${rest}`);
  }

  async #notice(): Promise<void> {
    this.#notices += 1;
    const text = `第${String(this.#notices)}次停水通知,请提前储水`;
    await this.town.say(0, STAFF_ROOM, CLERK, `发通知 莲花社区 ${text}`);
    await this.town.say(0, STAFF_ROOM, CLERK, '确认');
  }

  #below = (n: number): number => Math.floor(this.random() * n);
}
