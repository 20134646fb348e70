import { wrong } from "@tradetower/backtest/command-line"
import { sendThroughProxies } from "@tradetower/execution"

/** Sends what goes out through the proxies that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name. Throws `WrongArguments`. */
export const hearProxies = (env?: NodeJS.ProcessEnv): void => {
  try {
    sendThroughProxies(env)
  } catch {
    throw wrong("HTTPS_PROXY or HTTP_PROXY is no address of a proxy: give one such as http://proxy.example:3128")
  }
}
