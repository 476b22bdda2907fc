/** Residents of all rooms talk in turn; what each room was told is kept beside it. */
import { idsOf } from '../../adapters/telegram/ids.js';
import { accountId } from '../../src/model/ids.js';
import type { ProcessesTown } from './town.js';

const SAID = [
  '楼道灯坏了,晚上上下楼看不见',
  '早上好',
  '小区门口的垃圾桶满了没人清',
  '大家吃了吗',
  '水管爆了,水都流到楼下了',
];

export class Talk {
  readonly told = new Map<string, string[]>();
  #count = 0;
  constructor(private readonly town: ProcessesTown) {}

  /** So many more messages, one room after the other. */
  async say(count: number): Promise<void> {
    const { accounts, rooms } = this.town;
    for (let i = 0; i < count; i += 1) {
      const n = this.#count;
      this.#count += 1;
      const account = accounts[n % accounts.length];
      const room = rooms[Math.floor(n / accounts.length) % rooms.length];
      if (account === undefined || room === undefined) throw new Error('the town has no rooms');
      const text = `${String(n)}号楼${SAID[n % SAID.length] ?? ''}`;
      const id = idsOf(accountId(account.name.split('/')[1] ?? '')).room({
        chat: account.double.chat(room).id,
        topic: null,
      });
      this.told.set(id, [...(this.told.get(id) ?? []), text]);
      await this.town.say(account, `m${String(n)}`, text, { room });
    }
  }

  get count(): number {
    return this.#count;
  }
}
