import { after } from 'node:test';
import { shareVscode } from './desk.ts';

// The first import of a process that runs several test files.
after(shareVscode());
