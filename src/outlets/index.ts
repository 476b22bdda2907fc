/** Outlets: places that show notices and digests and where nobody answers; each is a room of the town without people. */
import type { Adapter } from '../../adapters/adapter.js';
import type { Log } from '../log.js';
import type { Doing } from '../message/doing.js';
import { roomId, unitId } from '../model/ids.js';
import { leaveOutlets, saveOutlet } from '../store/outlets.js';

/**
 * Makes the town's outlets those of the configured accounts; called at start. What waits for one that is configured no more
 * is dropped. One whose unit the town does not have shows nothing and is only warned of, since a unit that was renamed must
 * not keep the groups without their bot.
 */
export async function keepOutlets(
  doing: Pick<Doing, 'tx' | 'now' | 'town' | 'townChanged'>,
  adapters: readonly Adapter[],
  log: Log,
): Promise<void> {
  const { tx, now, town } = doing;
  const kept = [];
  for (const { platform, account, outlet } of adapters) {
    if (!outlet) continue;
    const unit = unitId(outlet.unit);
    if (!town.units.has(unit)) {
      log.error(
        { account, unit },
        'an outlet names a unit that is not in the town: it shows nothing until that is corrected',
      );
      continue;
    }
    const id = roomId(`outlet:${platform}/${account}`);
    await saveOutlet(tx, { id, name: outlet.name, unit, carries: outlet.carries }, { platform, account });
    kept.push(id);
  }
  await leaveOutlets(tx, kept, now);
  doing.townChanged();
}
