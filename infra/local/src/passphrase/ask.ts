import { createInterface } from "node:readline"
import { Writable } from "node:stream"
import { wrong } from "@tradetower/backtest/command-line"
import { passphraseProblem, setPassphrase } from "./passphrase.ts"

/** Lines typed at the terminal, which does not show them. */
const askUnseen = (question: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
    const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
    process.stdout.write(question)
    lines.once("line", (line) => {
      resolve(line)
      lines.close()
    })
    lines.once("SIGINT", () => lines.close())
    lines.once("close", () => {
      process.stdout.write("\n")
      reject(wrong("No passphrase was set."))
    })
  })

const pipedLine = async (): Promise<string> => {
  let text = ""
  for await (const chunk of process.stdin) text += String(chunk)
  return text.split(/\r?\n/)[0] ?? ""
}

/**
 * Asks for a new passphrase and sets it: at a terminal twice, unseen; else it is the first line of what is piped in.
 * Throws `WrongArguments` when it can't be one.
 */
export const askForPassphrase = async (file: string): Promise<void> => {
  const first = process.stdin.isTTY ? await askUnseen("New passphrase: ") : await pipedLine()
  const problem = passphraseProblem(first)
  if (problem !== undefined) throw wrong(problem)
  if (process.stdin.isTTY && (await askUnseen("Once more: ")) !== first)
    throw wrong("The two differ: nothing was set. Try again.")
  await setPassphrase(file, first)
}
