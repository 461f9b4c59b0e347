import type { Credentials } from '../../core/credentials/credentials.ts';
import { isGoogle } from '../../core/platform/endpoints.ts';
import type { Result } from '../../core/result.ts';

export interface OfferedFile<File> {
  readonly file: File;
  /** Absent where the file could not be read in time, or is at fault: whoever chooses it is told. */
  readonly credentials?: Credentials;
}

/**
 * The files worth offering, in their order, with what is in each that was read before the deadline.
 * Google's own are left out: they bear the same name and the same keys.
 */
export async function offeredFiles<File>(
  files: readonly File[],
  read: (file: File) => Promise<Result<Credentials>>,
  deadline: Promise<undefined>,
): Promise<readonly OfferedFile<File>[]> {
  const offered = await Promise.all(
    files.map(async (file) => {
      const result = await Promise.race([read(file), deadline]);
      return result?.ok ? { file, credentials: result.value } : { file };
    }),
  );
  return offered.filter(
    ({ credentials }) => !credentials || !isGoogle(credentials.endpoints.token),
  );
}
