/** A photo as large as the window. */
import { fill, h, part } from './dom.js';

export function viewPhoto(address: string, alt: string): void {
  const dialog = part('viewer');
  if (!(dialog instanceof HTMLDialogElement)) throw new Error('#viewer is no dialog');
  dialog.onclick = () => dialog.close();
  fill(dialog, h('img', { attrs: { src: address, alt } }));
  dialog.showModal();
}
