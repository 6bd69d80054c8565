-- The organization alone for which what opens an account was made: who belonged nowhere for a while comes back to it by the same.
-- Absent where several had the account at once, where the last one let its person go for good, and where nobody knows.
alter table users add column opens_for {uuid};
update users set opens_for = (select m.organization_id from membership m where m.user_id = users.id
    and not exists (select 1 from membership o where o.user_id = m.user_id and o.organization_id <> m.organization_id) limit 1);
-- Who was erased is nobody of whom a directory tells: the rows that said so, of whatever organization and cloud, go.
delete from provisioned_member where user_id in (select id from users where email_key like '%@erased.invalid');
delete from provisioned_user where user_id in (select id from users where email_key like '%@erased.invalid');
