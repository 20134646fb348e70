import { exchangeContract } from "./exchange.ts"
import { tastytradeBench } from "./tastytrade-bench.ts"

exchangeContract("a share at tastytrade", tastytradeBench("share"))
exchangeContract("a future at tastytrade", tastytradeBench("future"))
