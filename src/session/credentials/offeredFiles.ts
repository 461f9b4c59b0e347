import type { Credentials } from '../../core/credentials/credentials.ts';
import { isGoogle } from '../../core/platform/endpoints.ts';
import type { Result } from '../../core/result.ts';

export interface OfferedFile<File> {
  readonly file: File;
  /** Absent if the file couldn't be read in time or is faulty: the user learns why after choosing it. */
  readonly credentials?: Credentials;
}

/**
 * The files to offer, in order, with the contents that were read before the deadline. Google's credentials
 * files are left out: they have the same names and keys.
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
