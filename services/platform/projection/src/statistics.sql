-- What the planner knows of the tables beside a given one. Only their owner may tell it. Autovacuum would, a minute
-- later.
create function kept.gather_statistics(beside regclass) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare target regclass;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('gather_statistics', 0)) then
    return;
  end if;
  for target in
    select c.oid from pg_class c
     where c.relkind in ('r', 'p') and c.relnamespace = (select relnamespace from pg_class where oid = beside)
  loop
    execute format('analyze %s', target);
  end loop;
end $$;
revoke all on function kept.gather_statistics(regclass) from public;
