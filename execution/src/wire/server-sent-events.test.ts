import { Option } from "effect"
import { expect, it } from "vitest"
import { readEvents } from "./server-sent-events.ts"

it.each([
  ["", []],
  [": all that there is\n\n", []],
  ['data: {"a":1.25}\n\ndata:{"b":\ndata: 2}\n\n', [{ a: "1.25" }, { b: "2" }]],
  ['event: x\r\nid: 1\r\ndata: {"a":"1"}\r\n\r\n', [{ a: "1" }]],
  // The last one may not be ended.
  ['data: {"a":"1"}', [{ a: "1" }]],
  // What is no list of events is an answer of its own.
  ['{"code":40410000,"message":"not found"}', { code: "40410000", message: "not found" }]
])("reads %j", (text, expected) => {
  expect(Option.getOrUndefined(readEvents(text))).toEqual(expected)
})

it.each(["data: {", "<html></html>", "data: 1\nsurprise\n\n"])("does not read %j", (text) => {
  expect(readEvents(text)).toEqual(Option.none())
})
