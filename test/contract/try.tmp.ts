import { runReplay } from "./replay";
import { replays } from "./replays";
import { compareAnswers } from "./shape";
async function main(){
  for(const [n,r] of Object.entries(replays)){ if(process.argv[2] && !n.includes(process.argv[2])) continue; console.log('##',n); 
   try{ const a=await runReplay(r);
   for(const [k,v] of a){ console.log(' ',k,r.steps[k], v.sandbox.status); for(const d of compareAnswers(v.recorded,v.sandbox)) console.log('      ',d); if(v.sandbox.status>=400&&v.recorded.status<400) console.log('      !!',JSON.stringify(v.sandbox.body)); }
   }catch(e){console.log('  FAILED',e)}
  }
}
main().catch(e=>{console.error(e); process.exit(1)});
