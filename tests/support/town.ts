/**
 * A small town for the journeys. 云溪镇 has two communities; 莲花社区 has a grid with two micro-grids (3号楼, 5号楼), 东湖社区 a grid
 * with one (东湖1栋). Every tier is answered for, three line offices serve the town.
 */

interface Knowledge {
  readonly question: string;
  readonly answer: string;
  readonly source?: string;
  readonly validUntil?: string;
  readonly unit?: string;
}

const UNITS = [
  { id: 'yx', name: '云溪镇', level: 'town', parent: null },
  { id: 'lh', name: '莲花社区', level: 'community', parent: 'yx' },
  { id: 'lh1', name: '莲花第一网格', level: 'grid', parent: 'lh' },
  {
    id: 'lh1-3',
    name: '莲花3号楼微网格',
    level: 'microgrid',
    parent: 'lh1',
    households: ['3-1-101', '3-1-201', '3-1-301', '3-1-401', '3-1-501', '3-2-102', '3-2-202', '3-2-302'],
  },
  {
    id: 'lh1-5',
    name: '莲花5号楼微网格',
    level: 'microgrid',
    parent: 'lh1',
    households: ['5-1-101', '5-1-201', '5-2-302'],
  },
  { id: 'dh', name: '东湖社区', level: 'community', parent: 'yx' },
  { id: 'dh1', name: '东湖第一网格', level: 'grid', parent: 'dh' },
  { id: 'dh1-1', name: '东湖1栋微网格', level: 'microgrid', parent: 'dh1', households: ['1-301', '1-402'] },
];

const ROOMS = [
  { id: 'r3', name: '莲花3号楼微网格群', unit: 'lh1-3', kind: 'residents' },
  { id: 'r5', name: '莲花5号楼微网格群', unit: 'lh1-5', kind: 'residents' },
  { id: 'd1', name: '东湖1栋微网格群', unit: 'dh1-1', kind: 'residents' },
  { id: 'slh', name: '莲花社区网格工作群', unit: 'lh', kind: 'staff' },
  { id: 'sdh', name: '东湖社区网格工作群', unit: 'dh', kind: 'staff' },
  { id: 'center', name: '云溪镇社会治理中心', unit: 'yx', kind: 'center' },
];

/** Rooms in which residents read along. */
export const RESIDENT_ROOMS = ['r3', 'r5', 'd1'];
export const STAFF_ROOMS = ['slh', 'sdh', 'center'];

const STAFF = [
  { id: 'zhou', name: '3号楼格长 周姐', household: '3-1-201', roles: [{ role: 'leader', unit: 'lh1-3' }] },
  { id: 'qin', name: '5号楼格长 老秦', household: '5-1-101', roles: [{ role: 'leader', unit: 'lh1-5' }] },
  { id: 'shen', name: '网格员 沈小禾', roles: [{ role: 'worker', unit: 'lh1' }] },
  { id: 'fang', name: '莲花社区 方主任', roles: [{ role: 'community', unit: 'lh' }] },
  { id: 'ding', name: '1栋格长 丁姐', household: '1-301', roles: [{ role: 'leader', unit: 'dh1-1' }] },
  { id: 'gu', name: '网格员 顾盼', roles: [{ role: 'worker', unit: 'dh1' }] },
  { id: 'shao', name: '东湖社区 邵书记', roles: [{ role: 'community', unit: 'dh' }] },
  { id: 'lan', name: '治理中心 蓝岚', roles: [{ role: 'town', unit: 'yx' }] },
  { id: 'cheng', name: '镇信息办 程工', roles: [{ role: 'admin', unit: 'yx' }] },
  { id: 'lei', name: '电工班 老雷', roles: [{ role: 'department', unit: 'yx', department: '电工班' }] },
  { id: 'shui', name: '供水站 水哥', roles: [{ role: 'department', unit: 'yx', department: '供水站' }] },
  { id: 'lu', name: '城管中队 鲁队', roles: [{ role: 'department', unit: 'yx', department: '城管中队' }] },
  { id: 'mumu', name: '志愿者 木木', household: '3-2-102', roles: [{ role: 'volunteer', unit: 'lh' }] },
];

const RESIDENTS = [
  { id: 'li', name: '3-1-101 李姐', household: '3-1-101' },
  { id: 'fan', name: '3-1-301老范', household: '3-1-301' },
  { id: 'duo', name: '朵朵妈3-1-401', household: '3-1-401' },
  { id: 'tudou', name: '低调的土豆', household: '3-1-501' },
  { id: 'mao', name: '3-2-202茅奶奶', household: '3-2-202' },
  { id: 'wei', name: '3-2-302 韦工', household: '3-2-302' },
  { id: 'weisao', name: '韦嫂', household: '3-2-302' },
  { id: 'peng', name: '5-1-201彭叔', household: '5-1-201' },
  { id: 'yu', name: '5-2-302小鱼儿', household: '5-2-302' },
  { id: 'xu', name: '1-402 小许', household: '1-402' },
];

/** The transcript's first line. */
export const town = (knowledge: readonly Knowledge[] = []) => ({
  type: 'setup',
  timezone: 'Asia/Shanghai',
  units: UNITS,
  rooms: ROOMS,
  people: [...STAFF, ...RESIDENTS],
  knowledge,
});
