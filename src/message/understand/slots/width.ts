/** One spelling for matching: half width, simplified address characters. Every index stays what it was. */

const SIMPLIFIED: Readonly<Record<string, string>> = {
  號: '号',
  樓: '楼',
  單: '单',
  門: '门',
  區: '区',
  東: '东',
  邊: '边',
  後: '后',
  裡: '里',
  裏: '里',
  層: '层',
  棟: '栋',
  電: '电',
  車: '车',
  庫: '库',
  橋: '桥',
  廠: '厂',
  場: '场',
  頭: '头',
  間: '间',
  點: '点',
  時: '时',
  週: '周',
  '　': ' ',
  '—': '-',
  '–': '-',
  '‐': '-',
  '−': '-',
};
const TRADITIONAL = new RegExp(`[${Object.keys(SIMPLIFIED).join('')}]`, 'g');
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_TO_HALF = 0xfee0;

/** Same length as `text`, so a span found in the result is cut from the text itself. */
export function fold(text: string): string {
  return text
    .replace(FULL_WIDTH, (char) => String.fromCharCode(char.charCodeAt(0) - FULL_TO_HALF))
    .replace(TRADITIONAL, (char) => SIMPLIFIED[char] ?? char);
}
