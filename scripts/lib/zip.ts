const END_OF_DIRECTORY = 0x06054b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;

/** The names of the files in a ZIP archive (APPNOTE.TXT 4.3.12 and 4.3.16; no ZIP64). */
export function zipEntryNames(archive: Buffer): string[] {
  let end = archive.length - END_LENGTH;
  while (end >= 0 && archive.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  if (end < 0) throw new Error('This is not a ZIP archive.');
  const names: string[] = [];
  let offset = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = archive.readUInt16LE(offset + 28);
    const extraLength = archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
    const nameAt = offset + ENTRY_LENGTH;
    names.push(archive.toString('utf8', nameAt, nameAt + nameLength));
    offset = nameAt + nameLength + extraLength;
  }
  return names;
}
