import { run } from './system/process.ts';

/** The process ids of the extension hosts that this server runs now. */
export async function extensionHostPids(serverPid: number): Promise<number[]> {
  const { output } = await run('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  const processes = output.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), parent: Number(match[2]), args: match[3] ?? '' }] : [];
  });
  const ours = new Set([serverPid]);
  // A parent may be listed after its child.
  for (let size = 0; size !== ours.size;) {
    size = ours.size;
    for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid);
  }
  return processes
    .filter(({ pid, args }) => ours.has(pid) && args.includes('--type=extensionHost'))
    .map(({ pid }) => pid);
}

/** Ends the extension hosts of this server. One that ends on its own meanwhile isn't an error. */
export async function killExtensionHosts(serverPid: number): Promise<void> {
  for (const pid of await extensionHostPids(serverPid)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
