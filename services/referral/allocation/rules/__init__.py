"""Who might support somebody: what they asked for beside what each worker brings."""
