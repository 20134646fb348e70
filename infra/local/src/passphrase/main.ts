import { exitCodeOf, readOptions } from "@tradetower/backtest/command-line"
import { passphraseFile } from "../home.ts"
import { askForPassphrase } from "./ask.ts"
import { forgetPassphrase } from "./passphrase.ts"

/** `npm run passphrase`: whoever may write in the data folder may set what opens it. */
const HELP = `The passphrase that signs in to TradingTower, for all its markets.

  npm run passphrase              sets it anew; every signed-in device is signed out
  npm run passphrase -- --forget  removes it: then nobody is asked for one on this computer,
                                  and from elsewhere nobody can sign in until one is set

A TradingTower that runs takes it up within seconds.`

try {
  const { forget, help } = readOptions(
    process.argv.slice(2),
    { forget: { type: "boolean" }, help: { type: "boolean" } },
    "Known are --forget and --help."
  )
  if (help === true) console.log(HELP)
  else if (forget === true) {
    forgetPassphrase(passphraseFile())
    console.log("There is no passphrase any more.")
  } else {
    await askForPassphrase(passphraseFile())
    console.log("The passphrase is set; every device signs in anew.")
  }
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause))
  process.exit(exitCodeOf(cause))
}
