// Reads an AsyncAPI document with the official parser, prints what is wrong with it and says so by its exit code.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const [installed, file] = process.argv.slice(2);
const { Parser } = createRequire(path.join(installed, "package.json"))("@asyncapi/parser");
const { document, diagnostics } = await new Parser().parse(await readFile(file, "utf8"));
const wrong = diagnostics.filter(({ severity }) => severity < 2); // errors and warnings, not advice
for (const { path: place, message } of wrong) console.log(`${place.join("/")}: ${message}`);
process.exit(document && !wrong.length ? 0 : 1);
