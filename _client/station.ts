// A program of a plant: gives a station parts and reads their results, by a client that was
// generated from docs/openapi.json. The compiler holds what it reads against the document.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { client } from "./client/client.gen.js";
import { getHeatMap, getPicture, getResult, getState, listResults, postCommand, postPart, postReview } from "./client/sdk.gen.js";
import type { Full, Result } from "./client/types.gen.js";

const [address, ...files] = process.argv.slice(2);
client.setConfig({ baseUrl: address });

const verdicts: Result["verdict"][] = ["NONE", "OK", "NG", "REVIEW"];
// @ts-expect-error: the document knows no such verdict, and the compiler has read it
verdicts.includes("GOOD");

const told: Result[] = [];
for (const [i, file] of files.entries()) {
  const picture = new Blob([readFileSync(file)], { type: "image/png" });
  const give = () => postPart({ body: picture, headers: { "Idempotency-Key": `part-${i}` }, query: { part: `A-${i}`, lot: "L1" } });
  const { data, error, response } = await give();
  assert(data, JSON.stringify(error));
  assert.equal(response?.status, 201);
  assert(verdicts.includes(data.verdict) && data.score >= 0 && data.milliseconds > 0 && data.regions !== null);
  const again = await give();
  assert.equal(again.response?.status, 200);
  assert.deepEqual(again.data, data);
  told.push(data);
}

const page = await listResults({ query: { lot: "L1", limit: 2, order: "oldest" } });
assert.deepEqual(page.data?.results?.map((r) => r.trigger), told.slice(0, 2).map((r) => r.trigger));
const rest = await listResults({ query: { lot: "L1", order: "oldest", cursor: page.data?.next } });
assert.deepEqual(rest.data?.results?.map((r) => r.part), told.slice(2).map((r) => r.part));

const trigger = told[0].trigger;
const review = await postReview({ path: { trigger }, body: { verdict: "NG", who: "sato", reason: "chip" } });
assert(review.data, JSON.stringify(review.error));
const full: Full | undefined = (await getResult({ path: { trigger } })).data;
assert.equal(full?.called, "NG");
assert.equal(full?.reviews?.[0]?.who, "sato");

for (const answer of [await getPicture({ path: { trigger }, parseAs: "blob" }), await getHeatMap({ path: { trigger }, parseAs: "blob" })]) {
  assert(answer.data instanceof Blob && answer.data.size > 100);
}

const missing = await getResult({ path: { trigger: 999_999 } });
assert.equal(missing.error?.type, "urn:mekiki:problem:not-found");
const halted = await postCommand({ body: { command: "Halt", who: "sato" } });
assert.equal((await getState()).data?.state, halted.data?.state);
const refused = await postPart({ body: new Blob([readFileSync(files[0])]) });
assert.equal(refused.error?.type, "urn:mekiki:problem:refused");
console.log(`${told.length} parts, their results and pictures, a review, a command and two problems by a generated client`);
