-- One application role and one owner role for each service, idempotent.
-- Row-level security binds only roles that neither own a table nor bypass it, hence the pairs.
-- Passwords come as psql variables: referrals_password, referrals_owner_password and so on.

DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY[
        'referrals', 'referrals_owner',
        'matching', 'matching_owner',
        'scheduling', 'scheduling_owner',
        'reporting', 'reporting_owner',
        'national', 'national_owner',
        'console', 'console_owner',
        'keyring_owner'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I', role_name);
        END IF;
        EXECUTE format(
            'ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', role_name);
    END LOOP;
END
$$;

ALTER ROLE referrals PASSWORD :'referrals_password';
ALTER ROLE referrals_owner PASSWORD :'referrals_owner_password';
ALTER ROLE matching PASSWORD :'matching_password';
ALTER ROLE matching_owner PASSWORD :'matching_owner_password';
ALTER ROLE scheduling PASSWORD :'scheduling_password';
ALTER ROLE scheduling_owner PASSWORD :'scheduling_owner_password';
ALTER ROLE reporting PASSWORD :'reporting_password';
ALTER ROLE reporting_owner PASSWORD :'reporting_owner_password';
ALTER ROLE national PASSWORD :'national_password';
ALTER ROLE national_owner PASSWORD :'national_owner_password';
ALTER ROLE console PASSWORD :'console_password';
ALTER ROLE console_owner PASSWORD :'console_owner_password';
ALTER ROLE keyring_owner PASSWORD :'keyring_owner_password';
