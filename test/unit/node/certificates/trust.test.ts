import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import * as tls from 'node:tls';
import { createCaFileReader } from '../../../../src/node/certificates/caFiles.ts';
import { createTrust } from '../../../../src/node/certificates/trust.ts';
import { readLocalFile } from '../../../../src/node/files/localFile.ts';
import { issue } from '../../../certificates/make.ts';

async function authority(name: string): Promise<string> {
  return (await issue({ name, isAuthority: true })).cert;
}

async function withFiles(t: TestContext, ...contents: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'isogeo-trust-'));
  t.after(() => rm(folder, { recursive: true }));
  const paths = contents.map((_, number) => join(folder, `${number}.pem`));
  for (const [number, path] of paths.entries()) await writeFile(path, contents[number] ?? '');
  const settings = { paths, useSystem: false };
  const readCaFile = createCaFileReader(readLocalFile);
  const trust = createTrust({
    caFiles: () => settings.paths,
    readCaFile,
    useSystem: () => settings.useSystem,
    pinned: () => [],
  });
  return { folder, paths, settings, roots: () => trust.roots() };
}

/** PEM files may end with empty lines. */
function sameLength(first: string, second: string): readonly [string, string] {
  const length = Math.max(first.length, second.length);
  return [first.padEnd(length, '\n'), second.padEnd(length, '\n')];
}

describe('CAs that verify a server', () => {
  it('the extension gives connections no CAs of its own if no CA file is set', async (t) => {
    const { roots } = await withFiles(t);
    assert.deepEqual(await roots(), {});
  });

  it('the CAs of two CA files are put together once, and fifty reads in a row return the same object', async (t) => {
    const { roots } = await withFiles(t, await authority('A'), await authority('B'));
    const { tls: first } = await roots();
    assert.ok(first);
    for (let request = 1; request < 50; request += 1) {
      assert.equal((await roots()).tls, first);
    }
  });

  it('the CAs of each CA file are used together with Node’s default CAs', async (t) => {
    const [a, b] = [await authority('A'), await authority('B')];
    const { roots } = await withFiles(t, a, b);
    const ca = (await roots()).tls?.ca ?? '';
    const bare = (pem: string) => pem.replaceAll(/\s/g, '');
    for (const pem of [a, b, ...tls.getCACertificates('default')]) {
      assert.ok(bare(ca).includes(bare(pem)));
    }
  });

  it('the CAs are parsed again if the content of a CA file changes, even with the same size and time', async (t) => {
    const [original, other] = sameLength(await authority('A'), await authority('B'));
    const { paths, roots } = await withFiles(t, original);
    const [path = ''] = paths;
    const same = new Date(0);
    await utimes(path, same, same);
    const { tls: first } = await roots();
    await writeFile(path, other);
    await utimes(path, same, same);
    const { tls: second } = await roots();
    assert.notEqual(second, first);
    assert.ok(second?.ca.includes(other.slice(30, 90)));
    assert.equal((await roots()).tls, second);
  });

  it('the CAs are put together again if the list of CA files or the setting for the system’s CAs changes', async (t) => {
    const { paths, settings, roots } = await withFiles(
      t,
      await authority('A'),
      await authority('B'),
    );
    const { tls: both } = await roots();
    settings.paths = paths.slice(0, 1);
    const { tls: one } = await roots();
    assert.notEqual(one, both);
    assert.notEqual(one?.ca, both?.ca);
    settings.useSystem = true;
    assert.notEqual((await roots()).tls, one);
    settings.paths = [];
    assert.deepEqual(await roots(), {});
  });

  it('a CA file is reported instead of used while it is missing or contains no certificate, and is used again once it is restored', async (t) => {
    const { folder, paths, roots } = await withFiles(t, await authority('A'));
    const [path = ''] = paths;
    assert.ok((await roots()).tls);
    await rename(path, join(folder, 'moved.pem'));
    assert.deepEqual(await roots(), { caFile: { path, problem: 'not-found' } });
    await writeFile(path, 'no certificate');
    for (let request = 0; request < 5; request += 1) {
      assert.deepEqual(await roots(), { caFile: { path, problem: 'no-certificate' } });
    }
    await rename(join(folder, 'moved.pem'), path);
    assert.ok((await roots()).tls);
  });
});

describe('a hostile CA file', () => {
  const shapes: Readonly<Record<string, (count: number) => string>> = {
    'many begin lines': (count) => '-----BEGIN CERTIFICATE-----\n'.repeat(count),
    'many empty certificates': (count) =>
      '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'.repeat(count),
    'one begin line and letters': (count) => `-----BEGIN CERTIFICATE-----${'A'.repeat(28 * count)}`,
    'hyphens alone': (count) => '-'.repeat(28 * count),
  };
  for (const [shape, make] of Object.entries(shapes)) {
    it(`a CA file with ${shape} is refused, in a processor time that doesn’t grow with the square of the file’s size`, async (t) => {
      const [small, large] = [10_000, 100_000];
      const took = async (count: number): Promise<number> => {
        const { paths } = await withFiles(t, make(count));
        const before = process.cpuUsage();
        const read = await createCaFileReader(readLocalFile)(paths[0] ?? '');
        assert.ok('problem' in read);
        // Processor time: other work on the machine doesn't count.
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000;
      };
      // The least of several: a busy machine makes single ones longer.
      const least = async (count: number): Promise<number> =>
        Math.min(await took(count), await took(count), await took(count), await took(count));
      const [little, much] = [await least(small), await least(large)];
      // Ten times the size; a quadratic reader takes a hundred times as long.
      // Windows counts processor time in steps of 16 ms.
      assert.ok(much < 40 * Math.max(little, 16), `${little} ms, then ${much} ms`);
    });
  }
});
