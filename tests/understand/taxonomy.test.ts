import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ACTS } from '../../src/model/reading.js';
import { Lexicon, loadLexicon } from '../../src/message/understand/lexicon.js';
import { loadTaxonomy, taxonomyFile } from '../../src/message/understand/taxonomy.js';

describe('the vocabulary', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weige-taxonomy-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('has all acts and nineteen categories', () => {
    const taxonomy = loadTaxonomy();
    expect(taxonomy.acts.map((act) => act.id)).toEqual([...ACTS]);
    expect(taxonomy.categories).toHaveLength(19);
  });

  it('lets a town add a category in its own copy, and names a mistake in it', () => {
    const file = join(folder, 'taxonomy.yaml');
    const text = readFileSync(taxonomyFile(), 'utf8');
    const harbour = '  - { id: harbour, zh: 渔港, en: Harbour, belongs: 渔船和码头 }\nurgencies:';
    writeFileSync(file, text.replace('urgencies:', harbour));
    expect(loadTaxonomy(file).categories.map((category) => category.id)).toContain('harbour');
    writeFileSync(file, text.replace('id: roads', 'id: sanitation'));
    expect(() => loadTaxonomy(file)).toThrow(/taxonomy\.yaml: categories: sanitation stands twice/);
  });

  it('has cue phrases for every category', () => {
    const named = new Set(loadLexicon().groups.map((group) => group.name.split('-')[0]));
    for (const { id } of loadTaxonomy().categories) expect(named).toContain(id);
  });

  it('finds a cue whose parts stand a few characters apart', () => {
    const lexicon = new Lexicon([{ kind: 'category', name: 'lamp' }], [['灯…不亮', '黑灯瞎火']]);
    expect(lexicon.find('灯到晚上都不亮')).toEqual([{ group: 0, hits: 1 }]);
    expect(lexicon.find('灯在巷子口第二根杆子上不亮')).toEqual([]);
    expect(lexicon.find('黑灯瞎火的')).toEqual([{ group: 0, hits: 1 }]);
  });
});
