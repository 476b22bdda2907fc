/** Lets a child process of the tests run TypeScript as it stands: node --import tests/support/wechat/typescript.mjs file.ts */
import { register } from 'node:module';

register(new URL('./typescript-hooks.mjs', import.meta.url));
