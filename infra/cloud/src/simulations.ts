import { forever } from "@tradetower/platform"
import { runJobs } from "@tradetower/api/jobs"
import { runPart } from "./run-part.ts"

/** Backtests and sweeps: as many processes as there is work for share it. */
runPart("simulations", forever("simulations", runJobs))
