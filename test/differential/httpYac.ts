import { join } from 'node:path';
import { cli, io, send, store } from 'httpyac';

cli.initFileProvider();
/** `LogLevel.none`, a constant that doesn't exist at run time. */
Object.assign(io.log.options, { level: 1000 });
const quiet = { cookieJarEnabled: false, log: { level: 1000 } };

/** Sends the request that begins on a line of a file, as httpYac does, with httpYac's own faults. */
export async function sendWithHttpYac(
  text: string,
  line: number,
  folder: string,
): Promise<string | undefined> {
  const files = new store.HttpFileStore();
  const httpFile = await files.getOrCreate(
    join(folder, 'requests.http'),
    () => Promise.resolve(text),
    0,
    { workingDir: folder, config: quiet },
  );
  const region = httpFile.httpRegions.find(
    ({ symbol }) => symbol.startLine <= line && line <= symbol.endLine,
  );
  if (!region) return 'no region';
  try {
    await send({ httpFile, httpRegion: region, config: quiet });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
